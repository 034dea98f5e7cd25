using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated.Tests;

public sealed class LifeTests
{
    [Fact]
    public async Task Container_Ordinary_RunsForever()
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync();

        place.Pass(1_000_000);

        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);
        place.Log(id).ShouldBe(["main of shop/web runs docker.io/web:1"]);
    }

    [Theory]
    [InlineData("Never", "container", 1.0)]
    [InlineData("OnFailure", "container", 1.0)]
    [InlineData("Always", "init", 0.05)]
    public async Task Container_ThatHasAnEnd_EndsWellAfterAMoment(string policy, string role, double seconds)
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync(policy: policy, role: role);
        place.Pass(seconds - 0.01);
        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);

        place.Pass(0.01);

        var status = place.Status(id);
        (status.Phase, status.ExitCode, status.Reason).ShouldBe((ContainerPhase.Exited, 0, "Completed"));
        status.FinishedAt.ShouldBe(status.StartedAt + TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("exit-after", "30s", 30, 0, "Completed")]
    [InlineData("exit-code", "4", 0, 4, "Error")]
    [InlineData("exit-after.main", "5s", 5, 0, "Completed")]
    [InlineData("stages", "[{after: 2s, log: a}, {after: 3s, exit: 137, reason: OOMKilled}]", 5, 137, "OOMKilled")]
    public async Task Annotation_AboutItsEnd_Holds(string name, string value, double seconds, int code, string reason)
    {
        var place = SimulatedPlace.Of(annotations: (name, value));
        var id = await place.StartAsync();
        if (seconds > 0) place.Status(id).Phase.ShouldBe(ContainerPhase.Running);

        place.Pass(seconds);

        (place.Status(id).Phase, place.Status(id).ExitCode, place.Status(id).Reason).ShouldBe((ContainerPhase.Exited, code, reason));
    }

    [Fact]
    public async Task Annotation_OfAnotherContainer_DoesNotHold()
    {
        var place = SimulatedPlace.Of(annotations: ("exit-after.other", "5s"));
        var id = await place.StartAsync();

        place.Pass(60);

        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Annotation_ThatAnEndNeverComes_KeepsWhatWouldEnd()
    {
        var place = SimulatedPlace.Of(annotations: ("exit-after", "never"));
        var id = await place.StartAsync(policy: "Never");

        place.Pass(3600);

        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);
    }

    [Theory]
    [InlineData("exit-code", "two", "exit-code: 'two' is not a number")]
    [InlineData("ready-after", "soon", "ready-after: 'soon' is not a length of time such as 1m30s")]
    [InlineData("exit-afer", "1s", "unknown annotation simulated.timonier.dev/exit-afer")]
    [InlineData("stages", "[{afer: 1s}]", "a stage has no field 'afer'")]
    public async Task Annotation_ThatCannotBeRead_RefusesTheContainer(string name, string value, string message)
    {
        var place = SimulatedPlace.Of(annotations: (name, value));

        (await Should.ThrowAsync<RuntimeException>(() => place.StartAsync())).Message.ShouldContain(message);
    }

    [Fact]
    public async Task End_ForTheFirstStartsOnly_LetsLaterOnesRun()
    {
        var place = SimulatedPlace.Of(annotations: [("exit-after", "1s"), ("exit-code", "1"), ("exit-times", "2")]);
        string[] ids = [await place.StartAsync(attempt: 0), await place.StartAsync(attempt: 1), await place.StartAsync(attempt: 2)];

        place.Pass(1);

        ids.Select(id => place.Status(id).Phase).ShouldBe([ContainerPhase.Exited, ContainerPhase.Exited, ContainerPhase.Running]);
    }

    [Fact]
    public async Task Readiness_FollowsItsStages()
    {
        var place = SimulatedPlace.Of(annotations: ("stages", "[{after: 10s, ready: true}, {after: 10s, ready: false}, {alive: false, after: 5s}]"));
        var id = await place.StartAsync();
        var seen = new List<(bool, bool)>();

        foreach (var pass in (double[])[0, 10, 10, 5])
        {
            place.Pass(pass);
            seen.Add((place.Runtime.IsReady(id), place.Runtime.IsAlive(id)));
        }

        seen.ShouldBe([(false, true), (true, true), (false, true), (false, false)]);
    }

    [Theory]
    [InlineData("2s", 5, 2, 0)]
    [InlineData("10s", 5, 5, 137)]
    public async Task Stop_TakesAsLongAsTheContainerDoes_AtMostItsGrace(string stopAfter, int grace, int takes, int code)
    {
        var place = SimulatedPlace.Of(annotations: ("stop-after", stopAfter));
        var id = await place.StartAsync();

        var stopping = place.Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(grace), TestContext.Current.CancellationToken);
        place.Pass(takes - 0.1);
        stopping.IsCompleted.ShouldBeFalse();
        place.Pass(0.1);
        await stopping;

        (place.Status(id).Phase, place.Status(id).ExitCode).ShouldBe((ContainerPhase.Exited, code));
    }

    [Fact]
    public async Task Rules_TheFirstThatFitsHolds()
    {
        var place = SimulatedPlace.Of("""
            lives:
            - when: {image: "*/db:*"}
              stages: [{exit: 1}]
            - when: {labels: "app in (web, shop)", container: "m*"}
              stages: [{after: 7s, exit: 7}]
            - stages: [{exit: 2}]
            """);
        var id = await place.StartAsync();

        place.Pass(7);

        place.Status(id).ExitCode.ShouldBe(7);
    }

    [Fact]
    public void Rules_WithAnUnknownField_AreRefused() =>
        Should.Throw<FormatException>(() => LifeBook.Parse("lives: [{wen: {}}]")).Message.ShouldContain("has no field 'wen'");

    [Fact]
    public async Task Events_TellOfEveryEnd()
    {
        var place = SimulatedPlace.Of(annotations: ("exit-after", "3s"));
        using var stop = new CancellationTokenSource();
        await using var events = place.Runtime.EventsAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var next = events.MoveNextAsync();
        var id = await place.StartAsync();
        var kinds = new List<RuntimeEventKind>();

        place.Pass(3);
        for (var i = 0; i < 3; i++)
        {
            (await next).ShouldBeTrue();
            events.Current.ContainerId.ShouldBe(id);
            kinds.Add(events.Current.Kind);
            next = events.MoveNextAsync();
        }

        kinds.ShouldBe([RuntimeEventKind.Created, RuntimeEventKind.Started, RuntimeEventKind.Stopped]);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task PowerOff_LeavesNothingButImages()
    {
        var place = SimulatedPlace.Of();
        await place.StartAsync();

        place.Runtime.PowerOff();

        (await place.Runtime.ListContainersAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await place.Runtime.ListSandboxesAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await place.Runtime.ListImagesAsync(TestContext.Current.CancellationToken)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("docker.io/web:missing", "")]
    [InlineData("docker.io/shop:2", "docker.io/shop:2")]
    public async Task Pull_OfAnImageThatIsNotThere_SaysSo(string image, string annotated)
    {
        var place = SimulatedPlace.Of(annotations: (LifeAnnotations.PullError, annotated));

        var refused = await Should.ThrowAsync<RuntimeException>(() => place.Runtime.PullImageAsync(image, null, TestContext.Current.CancellationToken));

        refused.Message.ShouldEndWith($"{image}: not found");
    }
}
