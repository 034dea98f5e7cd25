using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Configuration;

/// <summary>What is wrong with a configuration, told all at once.</summary>
internal sealed class ConfigFindings
{
    private readonly List<string> unknown = [];
    private readonly List<string> wrong = [];

    public void Add(StatusCause cause) => wrong.Add($"{cause.Field}: {cause.Message}");

    /// <summary>A strict reader refuses what it does not know: most often it is a typing error.</summary>
    public void Expect(Node place, string path, params ReadOnlySpan<string> fields)
    {
        foreach (var member in place.Members)
            if (!fields.Contains(member.Name)) unknown.Add($"unknown field \"{(path.Length == 0 ? member.Name : $"{path}.{member.Name}")}\"");
    }

    public long Number(Node place, string path, string field, long usual, long least, long most, string detail)
    {
        if (place[field].IsNullOrMissing) return usual;
        var value = place[field].AsInt64();
        if (value >= least && value <= most) return value;
        Add(FieldErrors.Invalid(path.Length == 0 ? field : $"{path}.{field}", value, detail));
        return usual;
    }

    /// <exception cref="FormatException">Something was found.</exception>
    public void Throw()
    {
        if (unknown.Count > 0) throw new FormatException($"strict decoding error: {string.Join(", ", unknown)}");
        if (wrong.Count == 1) throw new FormatException(wrong[0]);
        if (wrong.Count > 1) throw new FormatException($"[{string.Join(", ", wrong)}]");
    }
}
