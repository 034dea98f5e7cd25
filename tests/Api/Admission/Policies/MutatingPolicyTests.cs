using Timonier.Documents;
using static Timonier.Api.Tests.Admission.Policies.Policies;

namespace Timonier.Api.Tests.Admission.Policies;

public class MutatingPolicyTests
{
    private const string Pods = "`resourceRules`:[{`operations`:[`CREATE`,`UPDATE`],`apiGroups`:[``],`apiVersions`:[`v1`],`resources`:[`pods`]}]";

    [Theory]
    [InlineData("Object{metadata: Object.metadata{labels: {'b': 'c'}}}", """{"a":"1","b":"c"}""")]
    [InlineData("Object{metadata: Object.metadata{labels: {'a': '2'}}}", """{"a":"2"}""")]
    [InlineData("Object{metadata: Object.metadata{labels: {'who': request.userInfo.username, 'where': namespaceObject.metadata.name}}}", """{"a":"1","who":"admin","where":"default"}""")]
    [InlineData("Object{}", """{"a":"1"}""")]
    public async Task AppliedConfiguration_IsLaidOverTheObject(string expression, string labels)
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply(expression));
        var (code, map) = await server.MapAsync("m", metadata: ",`labels`:{`a`:`1`}");
        code.ShouldBe(201, map.ToString());
        map.Metadata["labels"u8].ToString().ShouldBe(labels);
    }

    [Theory]
    [InlineData("[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('x/y'), value: 'z'}]", """{"a":"1","x/y":"z"}""")]
    [InlineData("[JSONPatch{op: 'test', path: '/metadata/labels/a', value: '1'}, JSONPatch{op: 'replace', path: '/metadata/labels/a', value: '2'}]", """{"a":"2"}""")]
    [InlineData("[JSONPatch{op: 'test', path: '/metadata/labels/a', value: '9'}, JSONPatch{op: 'replace', path: '/metadata/labels/a', value: '2'}]", """{"a":"1"}""")]
    [InlineData("[JSONPatch{op: 'copy', from: '/metadata/labels/a', path: '/metadata/labels/b'}, JSONPatch{op: 'remove', path: '/metadata/labels/a'}]", """{"b":"1"}""")]
    [InlineData("[JSONPatch{op: 'replace', path: '/metadata/labels', value: Object.metadata.labels{c: 'd'}}]", """{"c":"d"}""")]
    public async Task Patches_ChangeTheObject(string expression, string labels)
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Patch(expression));
        var (code, map) = await server.MapAsync("m", metadata: ",`labels`:{`a`:`1`}");
        code.ShouldBe(201, map.ToString());
        map.Metadata["labels"u8].ToString().ShouldBe(labels);
    }

    [Fact]
    public async Task Containers_AreMergedByTheirNames_AndNewOnesAreDefaulted()
    {
        await using var server = await Namespaced.StartAsync();
        await server.MutateAsync(
            Apply("Object{spec: Object.spec{containers: [Object.spec.containers{name: 'c', imagePullPolicy: 'Never'}, Object.spec.containers{name: 'sidecar', image: 'mesh'}]}}"), constraints: Pods);
        var pod = await server.AddAsync(Namespaced.Core + "pods", Namespaced.Pod());
        var containers = pod.Spec["containers"u8];
        (containers[0]["name"u8].AsString(), containers[0]["image"u8].AsString(), containers[0]["imagePullPolicy"u8].AsString()).ShouldBe(("c", "i", "Never"));
        (containers[1]["name"u8].AsString(), containers[1]["image"u8].AsString(), containers[1]["terminationMessagePath"u8].AsString()).ShouldBe(("sidecar", "mesh", "/dev/termination-log"));
    }

    [Theory]
    [InlineData("ApplyConfiguration", "Object{metadata: Object.spec{}}", "type mismatch: unexpected type name \"Object.spec\", expected \"Object.metadata\", which matches field name path from root Object type")]
    [InlineData("ApplyConfiguration", "Object{spec: Object.spec{nothing: 1}}", "error applying patch: failed to convert patch object to typed object: .spec.nothing: field not declared in schema")]
    [InlineData("ApplyConfiguration", "Object{spec: Object.spec{containers: [Object.spec.containers{name: 'c', args: ['a']}]}}", "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.containers[0].args")]
    [InlineData("ApplyConfiguration", "Object{metadata: Object.metadata{name: object.nothing}}", "expression 'Object{metadata: Object.metadata{name: object.nothing}}' resulted in error: no such key: nothing")]
    [InlineData("JSONPatch", "[JSONPatch{op: 'remove', path: '/spec/nothing'}]", "JSONPath: ")]
    public async Task Mutation_ThatFails_RefusesTheWrite_UnlessFailuresAreIgnored(string type, string expression, string message)
    {
        await using var server = await Namespaced.StartAsync();
        var mutation = type == "JSONPatch" ? Patch(expression) : Apply(expression);
        await server.MutateAsync(mutation, constraints: Pods, name: "open", more: ",`failurePolicy`:`Ignore`");
        await server.AddAsync(Namespaced.Core + "pods", Namespaced.Pod(name: "q"));
        await server.MutateAsync(mutation, constraints: Pods);
        var (code, answer) = await server.PostAsync(Namespaced.Core + "pods", Namespaced.Pod());
        answer.Root["message"u8].AsString().ShouldStartWith("policy 'helper' with binding 'helper' denied request: " + message);
        (code, answer.Root["reason"u8].AsString()).ShouldBe((403, "Invalid"));
        answer.Root["details"u8]["causes"u8][0]["message"u8].AsString().ShouldBe(answer.Root["message"u8].AsString());
    }

    [Fact]
    public async Task Mutations_SeeWhatThoseBeforeThemLeft_InOrderOfNames()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply("Object{data: Object.data{log: object.data.log + 'c'}}"), name: "b");
        await server.MutateAsync(Apply("Object{data: Object.data{log: object.data.log + 'a'}}") + "," + Apply("Object{data: Object.data{log: object.data.log + 'b'}}"), name: "a");
        (await server.MapAsync("m", "`log`:``")).Body.Root["data"u8]["log"u8].AsString().ShouldBe("abc");
    }

    [Theory]
    [InlineData("Never", "")]
    [InlineData("IfNeeded", "yes")]
    public async Task Policy_LooksAgainAfterLaterChanges_WhenItWantsTo(string reinvocation, string seen)
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply("Object{data: has(object.data.later) ? Object.data{seen: 'yes'} : Object.data{}}"), name: "a", reinvocation: reinvocation);
        await server.MutateAsync(Apply("Object{data: Object.data{later: 'yes'}}"), name: "b");
        var map = (await server.MapAsync("m")).Body;
        (map.Root["data"u8]["later"u8].AsString(), map.Root["data"u8]["seen"u8].AsString()).ShouldBe(("yes", seen));
    }

    [Fact]
    public async Task Parameters_Variables_AndConditions_DecideTheMutation()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MapAsync("defaults", "`team`:`blue`");
        await server.MutateAsync(Apply("Object{metadata: Object.metadata{labels: {'team': variables.team}}}"), ",`paramRef`:{`name`:`defaults`,`parameterNotFoundAction`:`Deny`}", more: """
            ,`paramKind`:{`apiVersion`:`v1`,`kind`:`ConfigMap`},`variables`:[{`name`:`team`,`expression`:`params.data.team`}],
            `matchConditions`:[{`name`:`unlabelled`,`expression`:`request.operation == 'DELETE' || !has(object.metadata.labels)`}]
            """);
        (await server.MapAsync("m")).Body.Metadata["labels"u8].ToString().ShouldBe("""{"team":"blue"}""");
        (await server.MapAsync("n", metadata: ",`labels`:{`a`:`b`}")).Body.Metadata["labels"u8].ToString().ShouldBe("""{"a":"b"}""");
        (await server.SendAsync(HttpMethod.Delete, Maps + "/defaults")).Code.ShouldBe(200);
        (await server.RefusalAsync("o")).ShouldBe("policy 'helper' with binding 'helper' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
    }

    [Fact]
    public async Task WhatAPolicyAdds_BelongsToNobody()
    {
        await using var server = await ApiServer.StartAsync();
        await server.MutateAsync(Apply("Object{metadata: Object.metadata{labels: {'b': 'c'}}}"));
        var (code, map) = await server.SendAsync(HttpMethod.Patch, Maps + "/m?fieldManager=me", Json("{`apiVersion`:`v1`,`kind`:`ConfigMap`,`metadata`:{`name`:`m`},`data`:{`size`:`1`}}"), "application/apply-patch+yaml");
        code.ShouldBe(201, map.ToString());
        map.Metadata["labels"u8].ToString().ShouldBe("""{"b":"c"}""");
        map.Metadata["managedFields"u8].ToString().ShouldNotContain("f:labels");
    }

    [Fact]
    public async Task Mutated_ThenValidated()
    {
        await using var server = await ApiServer.StartAsync();
        await server.ValidateAsync("`validations`:[{`expression`:`object.data.size == '7'`}]");
        (await server.RefusalAsync()).ShouldNotBeEmpty();
        await server.MutateAsync(Apply("Object{data: Object.data{size: '7'}}"));
        (await server.RefusalAsync()).ShouldBeEmpty();
    }
}
