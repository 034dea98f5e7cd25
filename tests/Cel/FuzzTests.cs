using System.Text;
using Timonier.Cel.Patterns;
using Timonier.Documents;

namespace Timonier.Cel.Tests;

/// <summary>Whatever the text, compiling and evaluating end with a value, an error or an issue: never with an exception, never late.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 2000;

    private static readonly string[] Pieces =
    [
        "self", "dyn", "x", "1", "2u", "1.5", "'a'", "b'c'", "true", "null", "[", "]", "{", "}", "(", ")", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!",
        "==", "<", "&&", "||", " in ", "[?", ".?", "size(", ".all(x, ", ".map(x, ", ".exists(x, ", ".filter(x, ", "has(", ".matches('", "duration('1h')", "timestamp(0)",
        "optional.of(", ".orValue(", "type(", "string(", "int(", ".format([", "quantity('1')", "ip('::1')", "cidr('1.2.3.4/8')", "semver('1.2.3')", ".sort()", ".sum()", ".replace('", "'", "\\", "\"", "😀", "JSONPatch{op: ", "Object{", "//",
    ];

    private static readonly CelEnvironment Environment = new CelEnvironment(CelMutationTypes.Instance, hasBindings: true)
        .Declare("self", CelType.Dyn).Declare("x", CelType.Int).Declare("list", CelType.List(CelType.String));

    private static readonly CelActivation Activation = new CelActivation()
        .With("self", CelDocument.Wrap(Document.Parse("""{"a":[1,"b",{"c":null}],"d":1.5}""").Root, CelType.Dyn))
        .With("x", CelValue.Of(3L))
        .With("list", CelValue.List(CelValue.Of("p"), CelValue.Of("q")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pieces_ThrownTogether_NeverBreakIt(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 25); n > 0; n--) text.Append(Pieces[random.Next(Pieces.Length)]);
            Try(text.ToString());
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void GoodExpressions_Disturbed_NeverBreakIt(int seed)
    {
        var random = new Random(seed);
        var good = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Conformance"), "*.cases").SelectMany(ConformanceCase.Read).Select(c => c.Case.Expression).Order(StringComparer.Ordinal).ToArray();
        for (var round = 0; round < Rounds; round++) Try(Disturb(good[random.Next(good.Length)], good, random));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Patterns_OfAllPieces_AreTranslatedOrRefused(int seed)
    {
        string[] pieces = ["a", "😀", ".", "*", "+?", "{2,3}", "{", "}", "(", "(?:", "(?i)", "(?P<n>", "(?m:", ")", "|", "[", "[^", "]", "-", "[:alpha:]", "\\d", "\\W", "\\pL", "\\p{Han}", "\\b", "\\A", "\\z", "\\Q", "\\E", "\\x{1F600}", "\\x4", "\\1", "\\0", "^", "$", "\\", "^", ","];
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (Re2.TryCompile(pattern, out var regex, out var fault)) regex.IsMatch("aA-😀1\nb");
            else fault.ShouldStartWith("error parsing regexp: ", Case.Sensitive, pattern);
        }
    }

    private static string Disturb(string text, string[] good, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(5) switch
        {
            0 => text.Remove(Math.Min(at, text.Length - 1), 1),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            2 => text[..at] + good[random.Next(good.Length)],
            3 => $"({text}) {(random.Next(2) == 0 ? "==" : "+")} ({good[random.Next(good.Length)]})",
            _ => $"dyn({text}) == dyn({good[random.Next(good.Length)]}) || [{text}].exists(e, dyn(e) == 1)",
        };
    }

    private static void Try(string text)
    {
        try
        {
            var compilation = Environment.Compile(text);
            if (compilation.Program is not { } program)
            {
                compilation.Issues.ShouldNotBeEmpty(text);
                compilation.Failure.ShouldStartWith("compilation failed: ERROR: <input>:");
                return;
            }
            program.Evaluate(Activation, budget: 100_000).Value.Kind.ShouldNotBe(CelKind.Unset, text);
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            throw new InvalidOperationException($"broken by: {text}", e);
        }
    }
}
