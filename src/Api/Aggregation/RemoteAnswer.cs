using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>What another server answered, or why there is nothing.</summary>
/// <param name="Code">Of HTTP; 0 when nothing came.</param>
/// <param name="Fault">Empty for a success.</param>
internal sealed record RemoteAnswer(int Code, ReadOnlyMemory<byte> Body, string ContentType, string Fault)
{
    public bool IsSuccess => Fault.Length == 0;

    /// <summary>The body as a JSON object; null when it is none.</summary>
    public Document? Parsed
    {
        get
        {
            try
            {
                var document = Document.Parse(Body);
                return document.Root.IsObject ? document : null;
            }
            catch (DocumentSyntaxException)
            {
                return null;
            }
        }
    }

    public static RemoteAnswer Failed(string fault) => new(0, default, "", fault);
}
