using Timonier.Documents;
using Timonier.Host.Verbs;

namespace Timonier.Host.Tests;

public sealed class WhyVerbTests
{
    [Fact]
    public void Lines_OfAPodThatWaits_NameGroupsAndTheSmallestChange() => Lines("""
        {"namespace":"default","pod":"web","verdict":"NotNow","message":"","groups":[
          {"nodes":20,"examples":["s-1","s-2"],"obstacles":[{"plugin":"NodeResourcesFit","reason":"Insufficient cpu"}],"lasting":true},
          {"nodes":1,"examples":["busy"],"obstacles":[{"plugin":"NodeResourcesFit","reason":"Insufficient cpu"},{"plugin":"NodePorts","reason":"taken"}],"lasting":false}],
          "nearest":{"changes":["needs 500m more cpu on busy","free the port"]}}
        """).ShouldBe(
        [
            "pod default/web: not now",
            "  20 nodes (s-1, s-2, ...), not even when empty:",
            "    Insufficient cpu [NodeResourcesFit]",
            "  1 node (busy):",
            "    Insufficient cpu [NodeResourcesFit]",
            "    taken [NodePorts]",
            "  smallest change: needs 500m more cpu on busy; free the port",
        ]);

    [Fact]
    public void Lines_OfAPodOnItsNode_AreShort() =>
        Lines("""{"namespace":"default","pod":"web","verdict":"Scheduled","message":"it is on node n1","groups":[]}""").ShouldBe(["pod default/web: it has its node", "  it is on node n1"]);

    private static List<string> Lines(string told) => [.. WhyVerb.Lines(Document.Parse(told).Root)];
}
