namespace Timonier.Api.Aggregation;

/// <summary>What another server answered, or why there is nothing.</summary>
/// <param name="Fault">Empty for a success.</param>
internal sealed record RemoteAnswer(ReadOnlyMemory<byte> Body, string ContentType, string Fault)
{
    public bool IsSuccess => Fault.Length == 0;

    public static RemoteAnswer Failed(string fault) => new(default, "", fault);
}
