using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Policies of one's own, as kubectl writes them and is refused by them.</summary>
public sealed class KubectlPolicyTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Policy_WithParameters_BlocksTags_AndSaysWhere(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "policy");
        var name = terminal.Namespace;
        await terminal.RunAsync("create configmap tags --from-literal=blocked=latest");
        (await terminal.RunAsync("apply -f -", Policy(name))).ShouldBe(
            $"validatingadmissionpolicy.admissionregistration.k8s.io/{name} created\nvalidatingadmissionpolicybinding.admissionregistration.k8s.io/{name} created");

        (await terminal.FailAsync("create deployment web --image=web:latest")).ShouldContain(
            $"ValidatingAdmissionPolicy '{name}' with binding '{name}' denied request: images may not have the tag latest");
        await terminal.RunAsync("create deployment web --image=web:1");
        (await terminal.FailAsync("set image deployment/web web=web:latest")).ShouldContain("denied request: images may not have the tag latest");
        await terminal.RunAsync("patch configmap tags -p '{\"data\":{\"blocked\":\"edge\"}}'");
        await terminal.RunAsync("set image deployment/web web=web:latest");
        (await terminal.FailAsync("set image deployment/web web=web:edge")).ShouldContain("images may not have the tag edge");

        await Eventually.SucceedsAsync(() => terminal.TryAsync($"get validatingadmissionpolicy {name} -o 'jsonpath={{.status.observedGeneration}} {{.status.typeChecking}}'"), r => r.Output == "1 {}");
        await terminal.RunAsync($"patch validatingadmissionpolicy {name} --type=json -p '[{{\"op\":\"add\",\"path\":\"/spec/validations/-\",\"value\":{{\"expression\":\"!has(object.spec.replica)\"}}}}]'");
        await Eventually.SucceedsAsync(
            () => terminal.TryAsync($"get validatingadmissionpolicy {name} -o 'jsonpath={{.status.typeChecking.expressionWarnings[*].fieldRef}}'"), r => r.Output == "spec.validations[1].expression");
        (await terminal.RunAsync($"describe validatingadmissionpolicy {name}")).ShouldContain("undefined field 'replica'");
        (await terminal.FailAsync("create -f -", Policy(name + "-2").Replace("endsWith", "endWith", StringComparison.Ordinal))).ShouldContain("undeclared reference to 'endWith'");
        await terminal.RunAsync($"delete validatingadmissionpolicy,validatingadmissionpolicybinding {name}");
        await terminal.RunAsync($"delete validatingadmissionpolicybinding {name}-2");
        await terminal.RunAsync("set image deployment/web web=web:edge");
    }

    private static string Policy(string name) => $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: {{name}}}
        spec:
          paramKind: {apiVersion: v1, kind: ConfigMap}
          matchConstraints:
            resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE, UPDATE]}
          variables:
          - {name: images, expression: "object.spec.template.spec.containers.map(c, c.image)"}
          validations:
          - expression: "variables.images.all(i, !i.endsWith(':' + params.data.blocked))"
            messageExpression: "'images may not have the tag ' + params.data.blocked"
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: {{name}}}
        spec:
          policyName: {{name}}
          validationActions: [Deny]
          paramRef: {name: tags, parameterNotFoundAction: Deny}
          matchResources:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{name}} } }
        """;
}
