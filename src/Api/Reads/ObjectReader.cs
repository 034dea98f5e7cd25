using System.Globalization;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Reads;

/// <summary>GET and LIST of any kind, straight from stored bytes.</summary>
internal sealed class ObjectReader(KindStores stores)
{
    private const string Expired = "The resourceVersion for the provided list is too old.";
    private const string PageExpired = "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, "
        + "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, "
        + "modified, or deleted between the time the first chunk was returned and now may show up in the list.";
    private const int Batch = 500;

    /// <summary>Why an object of at least that version cannot be shown; null when it can: the newest is read in any case.</summary>
    public async ValueTask<Status?> UnreachedAsync(string version, CancellationToken cancellation)
    {
        if (version.Length == 0) return null;
        return Revision(version, out var asked) is { } wrong ? wrong : await UnreachedAsync(stores, asked, cancellation);
    }

    /// <summary>The version may be of a write that went through another server and is not known here yet.</summary>
    public static async ValueTask<Status?> UnreachedAsync(KindStores stores, long asked, CancellationToken cancellation)
    {
        if (asked <= stores.Plain.CurrentRevision) return null;
        var newest = await stores.Plain.NewestRevisionAsync(cancellation);
        return asked > newest ? TooLarge(asked, newest) : null;
    }

    public async ValueTask<ApiAnswer> GetAsync(Kind kind, string @namespace, string name, CancellationToken cancellation)
    {
        var entry = await stores.For(kind).GetAsync(Keys.Of(kind, @namespace, name), 0, cancellation);
        return entry is null ? Status.NotFound(kind.Resource, name) : ApiAnswer.Of(entry);
    }

    public async ValueTask<ApiAnswer> ListAsync(Kind kind, string @namespace, ListOptions options, CancellationToken cancellation)
    {
        if (SelectableFields.Refusal(kind, options.Fields) is { } refusal) return Status.BadRequest(refusal);
        if (OptionChecks.OfList(options) is { } senseless) return senseless;
        var prefix = Keys.Prefix(kind, @namespace);
        if (Start(options, out var revision, out var newest, out var after) is { } wrong) return wrong;
        if (await UnreachedAsync(stores, newest, cancellation) is { } unreached) return unreached;
        if (after.Length > 0) after = prefix + after;
        try
        {
            return ApiAnswer.Of(options.Selects
                ? await SelectedAsync(stores.For(kind), prefix, after, revision, options, cancellation)
                : await PlainAsync(stores.For(kind), prefix, after, revision, options, cancellation));
        }
        catch (RevisionCompactedException)
        {
            return options.Continue.Length > 0
                ? Status.Expired(PageExpired) with { Continue = new ContinueToken(-1, after[prefix.Length..]).ToString() }
                : Status.Expired(Expired);
        }
    }

    /// <summary>A version that has not happened yet: upstream's answer after waiting in vain.</summary>
    private static Status TooLarge(long asked, long current) => Status.Timeout($"Too large resource version: {asked}, current: {current}", 1) with
    {
        Details = new StatusDetails { RetryAfterSeconds = 1, Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")] },
    };

    private static Status? Start(ListOptions options, out long revision, out long newest, out string after)
    {
        (revision, newest, after) = (0, 0, "");
        if (options.Continue.Length > 0)
        {
            var (token, fault) = ContinueToken.Parse(options.Continue);
            if (token is null) return Status.BadRequest("invalid continue token: " + fault);
            if (options.ResourceVersion is not ("" or "0")) return Status.BadRequest("specifying resource version is not allowed when using continue");
            (revision, newest, after) = (Math.Max(0, token.Revision), token.Revision, token.After);
            return null;
        }
        if (options.ResourceVersion.Length == 0) return null;
        if (Revision(options.ResourceVersion, out newest) is { } wrong) return wrong;
        // Newest is never older than asked; only Exact, and a limit without a match, mean that very revision.
        if (options.ResourceVersionMatch == "Exact" || (options.Limit > 0 && options.ResourceVersionMatch.Length == 0 && newest > 0)) revision = newest;
        return null;
    }

    /// <summary>A version as clients send it. Upstream calls a text that is none an error of its own.</summary>
    public static Status? Revision(string text, out long revision)
    {
        var fault = ParsingFault(text, out var parsed);
        revision = (long)Math.Min(parsed, long.MaxValue);
        return fault is null ? null : new Status(500, "", $"resourceVersion: Invalid value: {GoText.Quote(text)}: {fault}");
    }

    /// <summary>Why a text is no version; null when it is one.</summary>
    public static string? ParsingFault(string text, out ulong version)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version)) return null;
        var outOfRange = text.Length > 0 && text.All(char.IsAsciiDigit);
        return $"strconv.ParseUint: parsing {GoText.Quote(text)}: {(outOfRange ? "value out of range" : "invalid syntax")}";
    }

    private static async ValueTask<ApiList> PlainAsync(IRevisionStore store, string prefix, string after, long revision, ListOptions options, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(prefix, after, options.Limit, revision), cancellation);
        if (page.Remaining == 0 || page.Entries.Count == 0) return new ApiList(page.Entries, page.Revision);
        return new ApiList(page.Entries, page.Revision, Next(prefix, page.Entries[^1], page.Revision), page.Remaining);
    }

    private static async ValueTask<ApiList> SelectedAsync(IRevisionStore store, string prefix, string after, long revision, ListOptions options, CancellationToken cancellation)
    {
        var found = new List<StoreEntry>();
        while (true)
        {
            var page = await store.ListAsync(new StoreRange(prefix, after, options.Limit > 0 ? Batch : 0, revision), cancellation);
            revision = page.Revision;
            for (var i = 0; i < page.Entries.Count; i++)
            {
                var entry = page.Entries[i];
                if (!Selection.Includes(options, Stored.Read(entry))) continue;
                found.Add(entry);
                if (found.Count != options.Limit) continue;
                var more = i + 1 < page.Entries.Count || page.Remaining > 0;
                return new ApiList(found, revision, more ? Next(prefix, entry, revision) : "");
            }
            if (page.Remaining == 0) return new ApiList(found, revision);
            after = page.Entries[^1].Key;
        }
    }

    private static string Next(string prefix, StoreEntry last, long revision) => new ContinueToken(revision, last.Key[prefix.Length..]).ToString();
}
