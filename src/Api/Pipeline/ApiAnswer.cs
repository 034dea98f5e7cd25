using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>The outcome of an <see cref="ApiCall"/>: a refusal, an object, a list or a bare Status.</summary>
public sealed record ApiAnswer
{
    private readonly StoreEntry? entry;
    private readonly Document? document;

    private ApiAnswer(int code, StoreEntry? entry, Document? document)
    {
        Code = code;
        this.entry = entry;
        this.document = document;
    }

    public int Code { get; }

    /// <summary>Why not; null for a success.</summary>
    public Status? Failure { get; private init; }
    public ApiList? List { get; private init; }
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The JSON of the object, as it is stored.</summary>
    public ReadOnlyMemory<byte> Utf8 => entry?.Value ?? document?.Utf8 ?? default;

    public Document Document => entry is not null ? Stored.Read(entry) : document ?? throw new InvalidOperationException("the answer is not an object");

    public static ApiAnswer Of(StoreEntry entry, int code = 200) => new(code, entry, null);
    public static ApiAnswer Of(Document document, int code = 200) => new(code, null, document);
    public static ApiAnswer Of(ApiList list) => new(200, null, null) { List = list };

    /// <summary>The same answer with further warnings, each said once.</summary>
    public ApiAnswer Warning(IReadOnlyList<string> further) =>
        further.Count == 0 ? this : this with { Warnings = [.. Warnings.Concat(further).Distinct(StringComparer.Ordinal)] };

    public static implicit operator ApiAnswer(Status failure) => new(failure.Code, null, null) { Failure = failure };
}
