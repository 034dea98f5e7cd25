using System.Text;
using Timonier.Documents;

namespace Timonier.Cel.Bench;

/// <summary>What rules cost: to compile, and to evaluate over a custom resource whose schema is known.</summary>
internal static class CelMeasures
{
    private const string Schema = """
        {"type":"object","properties":{"replicas":{"type":"integer"},"maxReplicas":{"type":"integer"},"name":{"type":"string","maxLength":63},
        "ports":{"type":"array","maxItems":10000,"items":{"type":"object","properties":{"name":{"type":"string","maxLength":15},"port":{"type":"integer"}}}},
        "labels":{"type":"object","maxProperties":10,"additionalProperties":{"type":"string","maxLength":63}}}}
        """;

    private static readonly (string What, string Rule)[] Rules =
    [
        ("two fields compared", "self.replicas <= self.maxReplicas"),
        ("a name against a pattern", "self.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')"),
        ("a label looked up and tested", "has(self.labels) && 'app' in self.labels && self.labels['app'].startsWith('w')"),
        ("all() over 1,000 ports", "self.ports.all(p, p.port > 0 && p.port < 65536)"),
        ("filter() and map() over 1,000 ports", "self.ports.filter(p, p.port % 2 == 0).map(p, p.name).size() == 500"),
    ];

    public static void Run(ResultTable table)
    {
        var type = CelSchema.ToType(Document.Parse(Schema).Root)!;
        var environment = new CelEnvironment().Declare("self", type);
        var node = Document.Parse(Encoding.UTF8.GetBytes(Resource())).Root;
        foreach (var (what, rule) in Rules)
        {
            var program = environment.Compile(rule).Program!;
            Measure(table, $"compile: {what}", 2_000, () => environment.Compile(rule));
            var many = rule.Contains("ports", StringComparison.Ordinal);
            Measure(table, $"evaluate: {what}", many ? 500 : 200_000, () => program.Evaluate(new CelActivation().With("self", CelDocument.Wrap(node, type)), CelCostLimits.PerObject));
        }
    }

    private static void Measure(ResultTable table, string what, int times, Action action)
    {
        for (var i = 0; i < times; i++) action();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var meter = Meter.Start();
        for (var i = 0; i < times; i++) action();
        table.Add(what, $"{meter.Seconds * 1e6 / times:N2} us, {(GC.GetAllocatedBytesForCurrentThread() - allocated) / times:N0} B", meter.CpuPer(times));
    }

    private static string Resource()
    {
        var ports = string.Join(',', Enumerable.Range(1, 1000).Select(i => $$"""{"name":"p{{i}}","port":{{i}}}"""));
        return $$$"""{"replicas":3,"maxReplicas":5,"name":"web-frontend","labels":{"app":"web"},"ports":[{{{ports}}}]}""";
    }
}
