using Timonier.Documents;

namespace Timonier.Testing.Stories;

/// <summary>The conditions in an object's status.</summary>
internal static class Conditions
{
    public static bool IsTrue(Document of, string type)
    {
        foreach (var condition in of.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition["status"u8].AsString() == "True";
        return false;
    }

    public static IEnumerable<string> Told(Document of)
    {
        var lines = new List<string>();
        foreach (var condition in of.Status["conditions"u8].Items)
            lines.Add($"{condition["type"u8].AsString()}={condition["status"u8].AsString()} {condition["reason"u8].AsString()} {condition["message"u8].AsString()}".TrimEnd());
        return lines;
    }
}
