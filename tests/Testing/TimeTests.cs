namespace Timonier.Testing.Tests;

public sealed class TimeTests
{
    private const string Nightly = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly}
        spec:
          schedule: "0 3 * * *"
          concurrencyPolicy: Allow
          jobTemplate:
            spec:
              suspend: true
              template:
                metadata: {labels: {app: nightly}}
                spec: {restartPolicy: Never, containers: [{name: c, image: "registry.example/report:1"}]}
        """;

    [Fact]
    public async Task Month_Advanced_RunsACronJobEveryNight()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        await cluster.ApplyAsync(Nightly);

        await cluster.Clock.Advance(TimeSpan.FromDays(30));

        var starts = (await cluster.HistoryAsync("jobs")).Where(c => c.What == "Created").Select(c => c.At).ToList();
        starts.Count.ShouldBe(30);
        starts.ShouldAllBe(at => at.TimeOfDay - TimeSpan.FromHours(3) < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Wait_ThatComesToNothing_TellsTheStory()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });
        await cluster.ApplyAsync(Texts.Web);

        var told = await Should.ThrowAsync<NotSoException>(() => cluster.UntilAsync("deployment/web", "Available"));

        told.Message.ShouldStartWith("deployment/web never has the condition Available, after 00:02:00 of the cluster's time");
        told.Message.ShouldContain("Available=False MinimumReplicasUnavailable");
        told.Message.ShouldContain("FailedScheduling Pod/web-");
        told.Message.ShouldContain("Created ReplicaSet default/web-");
    }

    [Fact]
    public async Task SameSeed_GivesTheSameNames()
    {
        async Task<IEnumerable<string>> NamesAsync(int seed)
        {
            await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Seed = seed });
            await cluster.ApplyAsync(Texts.Web);
            return (await cluster.UntilAllAsync("pods", all => all.Count == 3)).Select(p => p.Name).ToList();
        }

        (await NamesAsync(5)).ShouldBe(await NamesAsync(5));
        (await NamesAsync(6)).ShouldNotBe(await NamesAsync(5));
    }
}
