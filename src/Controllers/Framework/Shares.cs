using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>Numbers that may be said as a percentage of something.</summary>
internal static class Shares
{
    public static int Scale(Node value, IntOrString otherwise, int total, bool roundUp)
    {
        if (value.IsNullOrMissing) return otherwise.Scale(total, roundUp);
        return value.IsString ? new IntOrString(value.AsString()).Scale(total, roundUp) : value.AsInt32();
    }
}
