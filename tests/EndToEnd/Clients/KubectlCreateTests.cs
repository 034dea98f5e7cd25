using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Every generator of <c>kubectl create</c> and its relatives makes what upstream makes of the same words.</summary>
public sealed class KubectlCreateTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    /// <summary>The command, and then what a reading jsonpath of the object must give.</summary>
    private static readonly (string Create, string Read, string Wanted)[] Namespaced =
    [
        ("create deployment web --image=nginx --replicas=2 --port=80", "deployment/web {.spec.replicas} {.spec.template.spec.containers[0].ports[0].containerPort} {.spec.strategy.rollingUpdate.maxSurge}", "2 80 25%"),
        ("create configmap settings --from-literal=a=b --from-literal=c=d", "configmap/settings {.data.a} {.data.c}", "b d"),
        ("create secret generic key --from-literal=a=b", "secret/key {.type} {.data.a}", "Opaque Yg=="),
        ("create secret docker-registry pull --docker-server=r.example --docker-username=u --docker-password=p", "secret/pull {.type}", "kubernetes.io/dockerconfigjson"),
        ("create serviceaccount robot", "serviceaccount/robot {.metadata.name}", "robot"),
        ("create role reader --verb=get,list --resource=pods --resource=deployments.apps", "role/reader {.rules[*].resources[*]}", "pods deployments"),
        ("create rolebinding readers --role=reader --serviceaccount=default:robot --user=ann", "rolebinding/readers {.roleRef.kind} {.subjects[*].name}", "Role ann robot"),
        ("create service clusterip front --tcp=80:8080", "service/front {.spec.type} {.spec.ports[0].targetPort} {.spec.sessionAffinity} {.spec.ipFamilyPolicy}", "ClusterIP 8080 None SingleStack"),
        ("create service nodeport door --tcp=80:8080", "service/door {.spec.type} {.spec.externalTrafficPolicy}", "NodePort Cluster"),
        ("create service loadbalancer wide --tcp=80:8080", "service/wide {.spec.type} {.spec.allocateLoadBalancerNodePorts}", "LoadBalancer true"),
        ("create service externalname away --external-name=far.example", "service/away {.spec.externalName}", "far.example"),
        ("create job once --image=busybox -- true", "job/once {.spec.completions} {.spec.parallelism} {.spec.backoffLimit} {.spec.template.spec.restartPolicy}", "1 1 6 Never"),
        ("create cronjob often --image=busybox --schedule='*/5 * * * *' -- true", "cronjob/often {.spec.schedule} {.spec.concurrencyPolicy} {.spec.successfulJobsHistoryLimit}", "*/5 * * * * Allow 3"),
        ("create job from-cron --from=cronjob/often", "job/from-cron {.metadata.annotations.cronjob\\.kubernetes\\.io/instantiate}", "manual"),
        ("create ingress gate --class=own --rule='shop.example/cart*=front:80,tls=cert'", "ingress/gate {.spec.ingressClassName} {.spec.rules[0].http.paths[0].pathType} {.spec.tls[0].secretName}", "own Prefix cert"),
        ("create poddisruptionbudget spare --selector=app=web --min-available=1", "pdb/spare {.spec.minAvailable}", "1"),
        ("create quota limits --hard=secrets=70,pods=500", "quota/limits {.spec.hard.pods}", "500"),
        ("run single --image=nginx --labels=a=b --env=X=y --port=80", "pod/single {.metadata.labels.a} {.spec.containers[0].env[0].value} {.spec.restartPolicy} {.spec.terminationGracePeriodSeconds}", "b y Always 30"),
        ("expose deployment web --name=exposed --port=81 --target-port=80", "service/exposed {.spec.selector.app} {.spec.ports[0].port}", "web 81"),
        ("autoscale deployment web --min=1 --max=3 --cpu-percent=80", "hpa/web {.spec.maxReplicas} {.spec.scaleTargetRef.name}", "3 web"),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Generators_EachOne_MakesItsObject(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "create");
        foreach (var (create, read, wanted) in Namespaced)
        {
            await terminal.RunAsync(create);
            var (name, path) = (read[..read.IndexOf(' ')], read[(read.IndexOf(' ') + 1)..]);
            (await terminal.RunAsync($"get {name} -o 'jsonpath={path}'")).ShouldBe(wanted, create);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Generators_OfTheCluster_MakeTheirObjects(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "create-wide");
        var name = terminal.Namespace;
        await terminal.RunAsync($"create clusterrole {name} --verb=get --resource=nodes --resource-name=a");
        (await terminal.RunAsync($"get clusterrole {name} -o 'jsonpath={{.rules[0].resourceNames[0]}}'")).ShouldBe("a");
        await terminal.RunAsync($"create clusterrole {name}-sum --aggregation-rule=sum=yes");
        await terminal.RunAsync($"create clusterrolebinding {name} --clusterrole={name} --group=g");
        await terminal.RunAsync($"create priorityclass {name} --value=1000 --preemption-policy=Never --description=d");
        (await terminal.RunAsync($"get priorityclass {name} -o 'jsonpath={{.value}} {{.preemptionPolicy}}'")).ShouldBe("1000 Never");
        await terminal.RunAsync($"delete clusterrole/{name} clusterrole/{name}-sum clusterrolebinding/{name} priorityclass/{name}");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Create_DryRunAndTwice_KeepsNothingAndRefuses(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "dry");
        (await terminal.RunAsync("create configmap c --from-literal=a=b --dry-run=server")).ShouldBe("configmap/c created (server dry run)");
        (await terminal.FailAsync("get configmap c")).ShouldBe("Error from server (NotFound): configmaps \"c\" not found");
        await terminal.RunAsync("create configmap c --from-literal=a=b");
        (await terminal.FailAsync("create configmap c --from-literal=a=b")).ShouldBe("error: failed to create configmap: configmaps \"c\" already exists");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Token_OfAServiceAccount_TellsWhoItIs(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "token");
        await terminal.RunAsync("create serviceaccount robot");
        var token = await terminal.RunAsync("create token robot --duration=10m");
        (await terminal.RunAsync($"--token={token} auth whoami -o 'jsonpath={{.status.userInfo.username}}'")).ShouldNotBeEmpty();
        (await terminal.TryAsync($"auth can-i get pods --as=system:serviceaccount:{terminal.Namespace}:robot")).Output.ShouldBe("no\n");
    }
}
