namespace Timonier.Documents;

/// <summary>A patch cannot be read or applied; the message is fit for the user who sent it.</summary>
public sealed class PatchException(string message, PatchFault fault = PatchFault.Malformed) : FormatException(message)
{
    public PatchFault Fault { get; } = fault;
}
