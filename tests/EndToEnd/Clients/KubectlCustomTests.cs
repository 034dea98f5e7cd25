using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>A kind of one's own, from its definition to its end, as kubectl sees it.</summary>
public sealed class KubectlCustomTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    // Each program has a group of its own, since definitions stand in no namespace.
    private static string Definition(string group) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: kites.{{group}}}
        spec:
          group: {{group}}
          scope: Namespaced
          names: {plural: kites, singular: kite, kind: Kite, shortNames: [kt]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.tails, statusReplicasPath: .status.tails} }
            additionalPrinterColumns:
            - {name: Colour, type: string, jsonPath: .spec.colour}
            - {name: Tails, type: integer, jsonPath: .spec.tails}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      colour: {type: string, description: What it looks like from below.}
                      tails: {type: integer, default: 1, maximum: 9}
                  status: {type: object, properties: {tails: {type: integer} } }
        """;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Kind_OfOnesOwn_LivesFromDefinitionToDeletion(string program)
    {
        var group = program.Replace('.', '-') + ".example.com";
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "custom");
        (await terminal.RunAsync("apply -f -", Definition(group))).ShouldBe($"customresourcedefinition.apiextensions.k8s.io/kites.{group} created");
        (await terminal.RunAsync($"wait --for condition=established crd/kites.{group}")).ShouldEndWith("condition met");
        var kite = $$"""{"apiVersion":"{{group}}/v1","kind":"Kite","metadata":{"name":"one"},"spec":{"colour":"red"} }""";
        (await terminal.RunAsync("create -f -", kite)).ShouldBe($"kite.{group}/one created");
        (await terminal.RunAsync($"get kites.{group} --no-headers")).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["one", "red", "1"]);
        (await terminal.RunAsync($"explain kites --api-version={group}/v1")).ShouldContain("KIND:       Kite");
        (await terminal.RunAsync($"patch kites.{group} one --type=merge -p '{{\"spec\":{{\"colour\":\"blue\"}}}}'")).ShouldBe($"kite.{group}/one patched");
        (await terminal.FailAsync($"patch kites.{group} one --type=merge -p '{{\"spec\":{{\"tails\":10}}}}'")).ShouldContain("spec.tails in body should be less than or equal to 9");
        (await terminal.RunAsync($"scale kites.{group} one --replicas=3")).ShouldBe($"kite.{group}/one scaled");
        (await terminal.RunAsync($"get kites.{group} one -o 'jsonpath={{.spec.colour}} {{.spec.tails}}'")).ShouldBe("blue 3");
        (await terminal.RunAsync($"delete kites.{group} one")).ShouldContain($"kite.{group} \"one\" deleted");
        (await terminal.RunAsync($"delete crd kites.{group}")).ShouldContain($"\"kites.{group}\" deleted");
        (await terminal.FailAsync($"get kites.{group}")).ShouldContain("the server doesn't have a resource type");
    }
}
