using Timonier.Api.Pipeline;
using Timonier.Api.Watches;
using Timonier.Api.Writes;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Versions;

/// <summary>
/// Calls for a version that is not the stored one: the body goes in the stored form to where the call would have gone,
/// and the answer comes back in the form that was asked for. A configuration that is applied stays as it is written,
/// since its manager owns the fields under the names that it gave them.
/// </summary>
internal sealed class ConvertedCalls(Func<ApiCall, CancellationToken, ValueTask<ApiAnswer>> execute)
{
    private const int Attempts = 5;

    public async ValueTask<ApiAnswer> ExecuteAsync(ApiCall call, Kind storage, CancellationToken cancellation)
    {
        if (call.Patch is { Kind: PatchKind.Apply })
            return Converted(call.Kind, await execute(Of(call, storage) with { Validation = call.Validation }, cancellation));
        if (call.Verb is "patch") return await PatchAsync(call, storage, cancellation);
        var warnings = new List<string>();
        if (call.Body is { } body)
        {
            if (WriteChecks.Decode(call.Kind, body, call.Repeated, call.Validation, warnings) is { } malformed) return malformed;
            Defaulting.Apply(call.Kind, body);
            Conversions.Convert(storage, body);
        }
        return Converted(call.Kind, await execute(Of(call, storage), cancellation)).Warning(warnings);
    }

    public static ApiCall Of(ApiCall call, Kind storage) => call with
    {
        Kind = storage,
        Asked = call.Kind,
        Repeated = [],
        Validation = FieldValidation.Ignore,
        List = call.List with { Fields = new FieldSelector([.. call.List.Fields.Requirements.Select(r => r with { Field = Conversions.Field(storage, r.Field) })]) },
    };

    public static WatchFrame Converted(Kind kind, WatchFrame frame) =>
        frame.Type == WatchEventType.Error ? frame : new WatchFrame(frame.Type, Converted(kind, frame.Document));

    // The patch is written for the form that its sender knows, so it is worked out there.
    private async ValueTask<ApiAnswer> PatchAsync(ApiCall call, Kind storage, CancellationToken cancellation)
    {
        var (patch, malformed) = ObjectWriter.Read(call.Patch!);
        if (patch is null) return malformed!;
        for (var attempt = 1; ; attempt++)
        {
            var present = await execute(Of(call, storage) with { Verb = "get", Patch = null }, cancellation);
            if (present.Failure is not null) return present;
            var before = Converted(call.Kind, present.Document);
            var warnings = new List<string>();
            var (after, failure) = ObjectWriter.Patched(call, before, patch, warnings);
            if (after is null) return failure!;
            Conversions.Convert(storage, after);
            var answer = await execute(Of(call, storage) with { Verb = "update", Patch = null, Body = after }, cancellation);
            if (answer.Failure is not { Code: 409 } || attempt == Attempts) return Converted(call.Kind, answer).Warning(warnings);
        }
    }

    private static ApiAnswer Converted(Kind kind, ApiAnswer answer)
    {
        if (answer.Failure is not null) return answer;
        if (answer.List is not { } list) return ApiAnswer.Of(Converted(kind, answer.Document), answer.Code).Warning(answer.Warnings);
        return ApiAnswer.Of(list with { Entries = [.. list.Entries.Select(e => Converted(kind, e))] }).Warning(answer.Warnings);
    }

    private static StoreEntry Converted(Kind kind, StoreEntry entry)
    {
        var document = Converted(kind, Storage.Stored.Read(entry));
        return new StoreEntry(entry.Key, document.Utf8, entry.Revision, entry.CreateRevision) { Decoded = document };
    }

    private static Document Converted(Kind kind, Document document)
    {
        // A deletion is answered with a Status, which is the same everywhere.
        if (document.Kind != kind.Name) return document;
        return KindVersions.Turned(DraftObject.Over(document), kind).ToDocument();
    }
}
