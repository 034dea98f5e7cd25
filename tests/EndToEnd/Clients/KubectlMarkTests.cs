using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Labels and annotations, in every way kubectl puts, lists and takes them.</summary>
public sealed class KubectlMarkTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Label_EveryWay_MarksTheObjects(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "label");
        await terminal.RunAsync("create configmap one --from-literal=a=b");
        await terminal.RunAsync("create configmap two");
        (await terminal.RunAsync("label configmap one colour=red")).ShouldBe("configmap/one labeled");
        (await terminal.RunAsync("label configmap one colour=red")).ShouldBe("configmap/one not labeled");
        (await terminal.FailAsync("label configmap one colour=blue")).ShouldBe("error: 'colour' already has a value (red), and --overwrite is false");
        (await terminal.RunAsync("label configmap one colour=blue --overwrite --field-manager=painter")).ShouldBe("configmap/one labeled");
        (await terminal.RunAsync("get configmap one --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].manager}'")).ShouldContain("painter");
        (await terminal.RunAsync("label configmap one --list")).ShouldBe("colour=blue");
        (await terminal.RunAsync("label configmap --all size=xl")).ShouldBe("configmap/kube-root-ca.crt labeled\nconfigmap/one labeled\nconfigmap/two labeled");
        (await terminal.RunAsync("label configmap -l colour=blue,size size=m --overwrite --dry-run=server")).ShouldBe("configmap/one labeled (server dry run)");
        (await terminal.RunAsync("label configmap one size-")).ShouldBe("configmap/one unlabeled");
        (await terminal.FailAsync("label configmap one a=b --resource-version=1")).ShouldBe("Error from server (Conflict): Operation cannot be fulfilled on configmaps \"one\": the object has been modified; please apply your changes to the latest version and try again");
        (await terminal.FailAsync("label configmap one 'bad key=1'")).ShouldStartWith("The ConfigMap \"one\" is invalid: metadata.labels: Invalid value: \"bad key\": name part must consist of alphanumeric characters");
        (await terminal.FailAsync("label configmap absent a=b")).ShouldBe("Error from server (NotFound): configmaps \"absent\" not found");
        (await terminal.RunAsync("get configmap one two -o 'jsonpath={.items[*].metadata.labels}'")).ShouldBe("{\"colour\":\"blue\"} {\"size\":\"xl\"}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Annotate_EveryWay_MarksTheObjects(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "annotate");
        await terminal.RunAsync("create configmap one");
        (await terminal.RunAsync("annotate configmap one note=first")).ShouldBe("configmap/one annotated");
        (await terminal.FailAsync("annotate configmap one note=second")).ShouldBe("error: --overwrite is false but found the following declared annotation(s): 'note' already has a value (first)");
        (await terminal.RunAsync("annotate configmap one note=second --overwrite")).ShouldBe("configmap/one annotated");
        (await terminal.RunAsync("annotate configmap one --list")).ShouldBe("note=second");
        (await terminal.FailAsync("annotate configmap one a=b --resource-version=1")).ShouldContain("the object has been modified");
        (await terminal.FailAsync("annotate configmap one 'bad key=1'")).ShouldContain("metadata.annotations: Invalid value: \"bad key\"");
        (await terminal.RunAsync("annotate configmap --all seen=yes --dry-run=server -o name")).ShouldContain("configmap/one");
        (await terminal.RunAsync("annotate configmap one note-")).ShouldBe("configmap/one annotated");
        (await terminal.RunAsync("get configmap one -o 'jsonpath={.metadata.annotations}'")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Set_WhatIsNotAnImage_ChangesItToo(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "set-more");
        await terminal.RunAsync("create deployment web --image=nginx");
        await terminal.RunAsync("create configmap settings --from-literal=size=xl");
        (await terminal.FailAsync("set image deployment/web absent=x")).ShouldBe("error: unable to find container named \"absent\"");
        (await terminal.RunAsync("set image deployment/web '*=nginx:3' --dry-run=server -o 'jsonpath={..image}'")).ShouldBe("nginx:3");
        await terminal.RunAsync("set env deployment/web --from=configmap/settings A=1");
        (await terminal.RunAsync("set env deployment/web --list --resolve")).ShouldBe("# Deployment web, container nginx\nA=1\nSIZE=xl");
        await terminal.RunAsync("set env deployment/web A-");
        (await terminal.RunAsync("get deployment web -o 'jsonpath={..env[*].name}'")).ShouldBe("SIZE");
        await terminal.RunAsync("create service clusterip front --tcp=80");
        (await terminal.RunAsync("set selector service front a=b,c=d")).ShouldBe("service/front selector updated");
        (await terminal.FailAsync("set selector service front a=b --resource-version=1")).ShouldContain("the object has been modified");
        (await terminal.RunAsync("get service front -o 'jsonpath={.spec.selector}'")).ShouldBe("{\"a\":\"b\",\"c\":\"d\"}");
        await terminal.RunAsync("create rolebinding readers --clusterrole=view --user=ann");
        (await terminal.RunAsync($"set subject rolebinding readers --user=bob --group=dev --serviceaccount={terminal.Namespace}:robot")).ShouldBe("rolebinding.rbac.authorization.k8s.io/readers subjects updated");
        (await terminal.RunAsync("get rolebinding readers -o wide --no-headers")).ShouldMatch($@"^readers +ClusterRole/view +\d+s +ann, bob +dev +{terminal.Namespace}/robot$");
        (await terminal.FailAsync("set resources deployment web --limits=cpu=1 --requests=cpu=2")).ShouldContain("spec.template.spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1");
    }
}
