using Timonier.Kernel;

namespace Timonier.Kinds.Views;

/// <summary>Reads the values that Kernel has types for; null when absent or malformed.</summary>
internal static class Reading
{
    public static Quantity? Quantity(Documents.Node node) =>
        !node.IsNullOrMissing && Kernel.Quantity.TryParse(node.AsText(), out var quantity) ? quantity : null;

    public static IntOrString? IntOrString(Documents.Node node) =>
        node.IsNullOrMissing ? default(IntOrString?) : node.IsString ? new IntOrString(node.AsString()) : new IntOrString(node.AsInt32());
}
