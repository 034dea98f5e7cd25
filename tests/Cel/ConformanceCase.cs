using System.Globalization;
using System.Text;
using Timonier.Documents;

namespace Timonier.Cel.Tests;

/// <summary>
/// One line of a case file: an expression, then what it has to be. <c>given name: type = json</c> declares a variable
/// for the lines below it. Expectations are <c>value</c>, <c>error: message</c> or <c>issue 1:5: message</c>; a value
/// may be followed by <c>| type T</c> and <c>| cost N</c>, and by <c>| beyond estimate</c> where upstream's estimate is
/// known to be low: fields of dyn count as nothing in it, and the patterns of formats as shorter than they are.
/// </summary>
internal sealed record ConformanceCase(string Expression, string Expected, string? Type, long? Cost, bool IsBeyondEstimate, IReadOnlyList<(string Name, CelType Type, string Json)> Variables)
{
    public static IEnumerable<(int Line, ConformanceCase Case)> Read(string path)
    {
        var variables = new List<(string, CelType, string)>();
        var number = 0;
        foreach (var raw in File.ReadLines(path))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line.StartsWith('#')) continue;
            if (line.StartsWith("given ", StringComparison.Ordinal)) variables.Add(ReadVariable(line));
            else yield return (number, ReadCase(line, [.. variables]));
        }
    }

    private static (string, CelType, string) ReadVariable(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var equals = line.IndexOf(" = ", StringComparison.Ordinal);
        return (line[6..colon], TypeText.Read(line[(colon + 2)..equals]), line[(equals + 3)..]);
    }

    private static ConformanceCase ReadCase(string line, IReadOnlyList<(string, CelType, string)> variables)
    {
        var arrow = line.LastIndexOf(" => ", StringComparison.Ordinal);
        if (arrow < 0) throw new FormatException($"no => in: {line}");
        var parts = line[(arrow + 4)..].Split(" | ");
        var type = Array.Find(parts, p => p.StartsWith("type ", StringComparison.Ordinal))?[5..];
        var cost = Array.Find(parts, p => p.StartsWith("cost ", StringComparison.Ordinal))?[5..];
        return new ConformanceCase(line[..arrow].Trim(), parts[0].Trim(), type, cost is null ? null : long.Parse(cost, CultureInfo.InvariantCulture), parts.Contains("beyond estimate"), variables);
    }

    public CelEnvironment Environment()
    {
        var environment = new CelEnvironment(CelMutationTypes.Instance, hasBindings: true);
        foreach (var (name, type, _) in Variables) environment.Declare(name, type);
        return environment;
    }

    public CelActivation Activation()
    {
        var activation = new CelActivation();
        foreach (var (name, type, json) in Variables) activation.With(name, CelDocument.Wrap(Document.Parse(Encoding.UTF8.GetBytes(json)).Root, type));
        return activation;
    }
}
