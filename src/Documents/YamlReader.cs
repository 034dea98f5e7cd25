using Timonier.Kernel;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Timonier.Documents;

/// <summary>Turns the parser's events into a Draft.</summary>
internal sealed class YamlReader(IParser parser, int length)
{
    // An alias copies what it names, texts included; ten times the input is far more than honest files need and stops bombs.
    private readonly long budget = 1000 + (10L * length);
    private readonly Dictionary<string, Draft> anchors = new(StringComparer.Ordinal);
    private readonly List<string> repeated = [];
    private long made;

    /// <summary>What mappings say twice, in the words of Go's strict reader; the last one counts.</summary>
    public IReadOnlyList<string> Repeated => repeated;

    public List<Draft> ReadAll()
    {
        var documents = new List<Draft>();
        parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            anchors.Clear();
            var value = Read(0);
            parser.Consume<DocumentEnd>();
            if (value.Kind != NodeKind.Null) documents.Add(value);
        }
        return documents;
    }

    private Draft Read(int depth)
    {
        if (depth > Document.MaxDepth) throw new DocumentSyntaxException($"yaml: exceeded max depth of {Document.MaxDepth}");
        Spend(1);
        if (parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias);
        if (parser.TryConsume<Scalar>(out var scalar)) return Remember(scalar.Anchor, YamlScalar.Resolve(scalar));
        if (parser.TryConsume<SequenceStart>(out var sequence)) return Remember(sequence.Anchor, ReadSequence(depth));
        if (parser.TryConsume<MappingStart>(out var mapping)) return Remember(mapping.Anchor, ReadMapping(depth));
        throw new DocumentSyntaxException($"yaml: line {parser.Current!.Start.Line}: unexpected {parser.Current.GetType().Name}");
    }

    private DraftArray ReadSequence(int depth)
    {
        var items = new DraftArray();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(depth + 1));
        return items;
    }

    private DraftObject ReadMapping(int depth)
    {
        var members = new DraftObject();
        var merged = new List<DraftObject>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var line = parser.Current!.Start.Line;
            var isMerge = parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            if (Read(depth + 1) is not DraftScalar key) throw new DocumentSyntaxException($"yaml: line {line}: a key must be a scalar");
            line = parser.Current!.Start.Line;
            var value = Read(depth + 1);
            if (isMerge) merged.AddRange(MergeSources(value, line));
            else
            {
                if (members.Has(key.Text)) repeated.Add($"line {line}: key {(key.Kind == NodeKind.String ? GoText.Quote(key.Text) : key.Text)} already set in map");
                members[key.Text] = value;
            }
        }
        foreach (var source in merged)
            foreach (var (name, value) in source)
                if (!members.Has(name)) members[name] = value.Clone();
        return members;
    }

    private static IEnumerable<DraftObject> MergeSources(Draft value, long line) => value switch
    {
        DraftObject one => [one],
        DraftArray many when many.All(m => m is DraftObject) => many.Cast<DraftObject>(),
        _ => throw new DocumentSyntaxException($"yaml: line {line}: map merge requires map or sequence of maps as the value"),
    };

    private Draft Copy(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var named)) throw new DocumentSyntaxException($"yaml: unknown anchor '{alias.Value.Value}' referenced");
        Spend(SizeOf(named));
        return named.Clone();
    }

    private Draft Remember(AnchorName anchor, Draft value)
    {
        if (!anchor.IsEmpty) anchors[anchor.Value] = value;
        return value;
    }

    private void Spend(long nodes)
    {
        made += nodes;
        if (made > budget) throw new DocumentSyntaxException("yaml: document contains excessive aliasing");
    }

    private static long SizeOf(Draft value) => value switch
    {
        DraftObject map => 1 + map.Sum(m => m.Key.Length + SizeOf(m.Value)),
        DraftArray list => 1 + list.Sum(SizeOf),
        _ => 1 + ((DraftScalar)value).Text.Length,
    };
}
