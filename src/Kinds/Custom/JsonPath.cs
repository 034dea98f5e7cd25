using System.Collections.Immutable;
using System.Globalization;
using Timonier.Documents;

namespace Timonier.Kinds.Custom;

/// <summary>
/// The paths by which columns, replica counts and selectable fields are found: names, indexes, <c>[*]</c>, slices,
/// filters such as <c>[?(@.type=="Ready")]</c>, and <c>..</c>.
/// </summary>
internal sealed partial class JsonPath
{
    // Each ".." asks all that is inside of what the one before it found: a path of a few of them would never end.
    private const int MostVisited = 10_000;
    private readonly ImmutableArray<Step> steps;

    private JsonPath(ImmutableArray<Step> steps) => this.steps = steps;

    private enum StepKind { Name, Index, Every, Slice, Filter, Deep }

    private readonly record struct Step(StepKind Kind, string Name = "", int From = 0, int? To = null, JsonPath? Path = null, string Operator = "", Draft? Operand = null);

    /// <summary>The names on the way, when the path is made of nothing else.</summary>
    public IEnumerable<string>? Names => steps.All(s => s.Kind == StepKind.Name) ? steps.Select(s => s.Name) : null;

    /// <summary>What the path leads to, in order: everything, unless ten thousand values stand on the way.</summary>
    public List<Node> Find(Node root)
    {
        var found = new List<Node> { root };
        var visited = 0;
        foreach (var step in steps)
        {
            var next = new List<Node>();
            foreach (var node in found)
            {
                Follow(step, node, next);
                if (visited + next.Count > MostVisited) break;
            }
            visited += next.Count;
            found = next;
        }
        return found;
    }

    /// <summary>The first of these; missing when there is none.</summary>
    public Node First(Node root) => Find(root) is [var first, ..] ? first : default;

    private static void Follow(in Step step, Node node, List<Node> found)
    {
        switch (step.Kind)
        {
            case StepKind.Name:
                if (node[step.Name] is { Exists: true } member) found.Add(member);
                break;
            case StepKind.Every:
                Inside(node, found);
                break;
            case StepKind.Deep:
                Deep(node, found);
                break;
            case StepKind.Filter:
                var items = new List<Node>();
                Inside(node, items);
                foreach (var item in items)
                    if (Passes(step, item)) found.Add(item);
                break;
            default:
                Slice(step, node, found);
                break;
        }
    }

    private static void Inside(Node node, List<Node> found)
    {
        foreach (var item in node.Items) found.Add(item);
        foreach (var member in node.Members) found.Add(member.Value);
    }

    private static void Deep(Node node, List<Node> found)
    {
        found.Add(node);
        var inside = new List<Node>();
        Inside(node, inside);
        foreach (var next in inside) Deep(next, found);
    }

    private static void Slice(in Step step, Node node, List<Node> found)
    {
        var count = node.IsArray ? node.Count : 0;
        var from = step.From < 0 ? step.From + count : step.From;
        var to = step.Kind == StepKind.Index ? from + 1 : step.To is { } end ? end < 0 ? end + count : end : count;
        for (var i = Math.Max(0, from); i < Math.Min(to, count); i++) found.Add(node[i]);
    }

    private static bool Passes(in Step step, Node item)
    {
        var left = step.Path!.First(item);
        if (step.Operator.Length == 0) return left.Exists;
        if (!left.Exists) return false;
        var order = Compare(left, step.Operand!);
        return step.Operator switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static int Compare(Node left, Draft right) => left.Kind == NodeKind.Number && right is DraftScalar { Kind: NodeKind.Number } number
        ? left.AsDouble().CompareTo(double.Parse(number.Text, CultureInfo.InvariantCulture))
        : string.CompareOrdinal(left.AsText(), right is DraftScalar scalar ? scalar.Kind == NodeKind.String ? scalar.Text : scalar.ToString() : right.ToString());
}
