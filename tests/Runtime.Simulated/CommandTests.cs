using System.Text;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated.Tests;

public sealed class CommandTests
{
    [Theory]
    [InlineData("echo¦hello¦world", 0, "hello world\n")]
    [InlineData("hostname", 0, "web\n")]
    [InlineData("hostname¦-i", 0, "10.42.0.7\n")]
    [InlineData("printenv¦COLOUR", 0, "blue\n")]
    [InlineData("cat¦/etc/settings/a", 0, "u1/settings\n")]
    [InlineData("cat¦/etc/settings/b", 1, "cat: can't open '/etc/settings/b': No such file or directory\n")]
    [InlineData("cat¦/etc/resolv.conf", 0, "nameserver 10.43.0.10\n")]
    [InlineData("sh¦-c¦echo \"$COLOUR ${COLOUR}s\" && false || exit 3; echo never", 3, "blue blues\n")]
    [InlineData("/bin/sh¦-ec¦echo 'a  b'; true", 0, "a  b\n")]
    [InlineData("launch", 127, "sh: launch: not found\n")]
    public async Task Exec_OfAKnownCommand_AnswersAsItWould(string command, int code, string output) =>
        (await SimulatedPlace.Of().ExecAsync(command.Split('¦'))).ShouldBe((code, output));

    [Fact]
    public async Task Exec_OfEnv_ShowsTheContainersEnvironment() =>
        (await SimulatedPlace.Of().ExecAsync("env")).Output.ShouldContain("COLOUR=blue\nHOME=/root\n");

    [Fact]
    public async Task Exec_BeyondItsTimeout_Fails()
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync();

        var running = place.Runtime.ExecAsync(id, ["sleep", "10"], TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        place.Pass(2);

        await Should.ThrowAsync<TimeoutException>(running);
    }

    [Theory]
    [InlineData("sleep¦5", 5, 0, "")]
    [InlineData("false", 0, 1, "")]
    [InlineData("sh¦-c¦echo one; sleep 2; echo two && exit 4", 2, 4, "one,two")]
    public async Task Container_WhoseCommandIsUnderstood_LivesByIt(string command, double seconds, int code, string log)
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync(command.Split('¦'));
        if (seconds > 0) place.Status(id).Phase.ShouldBe(ContainerPhase.Running);

        place.Pass(seconds);

        (place.Status(id).Phase, place.Status(id).ExitCode).ShouldBe((ContainerPhase.Exited, code));
        string.Join(',', place.Log(id)).ShouldBe(log);
    }

    [Theory]
    [InlineData("sh¦-c¦while true; do sleep 1; done")]
    [InlineData("sh¦-c¦echo a > /b")]
    [InlineData("sh¦-c¦echo a | cat")]
    [InlineData("sleep¦infinity")]
    [InlineData("tail¦-f¦/dev/null")]
    [InlineData("nginx¦-g¦daemon off;")]
    public async Task Container_WhoseCommandIsNot_LivesByTheRules(string command)
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync(command.Split('¦'));

        place.Pass(3600);

        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Log_ThatRepeats_GoesOnUntilTheEnd()
    {
        var place = SimulatedPlace.Of(annotations: ("stages", "[{log: up}, {after: 1s, log: tick, every: 2s}, {after: 6s, exit: 0}]"));
        var id = await place.StartAsync();

        place.Pass(60);

        place.Log(id).ShouldBe(["up", "tick", "tick", "tick", "tick"]);
    }

    [Fact]
    public async Task Shell_OnATerminal_PromptsAndEchoes()
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync();
        await using var session = await place.Runtime.OpenExecAsync(id, ["sh"], new SessionStreams(true, true, false, true), TestContext.Current.CancellationToken);

        await session.Stdin!.WriteAsync(Encoding.UTF8.GetBytes("echo hix\u007f\rexit 5\r"), TestContext.Current.CancellationToken);
        using var output = new StreamReader(session.Stdout!);
        var text = await output.ReadToEndAsync(TestContext.Current.CancellationToken);

        text.ShouldBe("/ # echo hix\b \b\r\nhi\r\n/ # exit 5\r\n");
        (await session.Completion).ShouldBe(5);
    }

    [Fact]
    public async Task Attach_ToAShell_EndsItsContainer()
    {
        var place = SimulatedPlace.Of();
        var id = await place.StartAsync(["sh"], stdin: true);
        place.Status(id).Phase.ShouldBe(ContainerPhase.Running);
        await using var session = await place.Runtime.OpenAttachAsync(id, new SessionStreams(true, true, true, false), TestContext.Current.CancellationToken);

        await session.Stdin!.WriteAsync("exit 6\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await session.Completion;

        (place.Status(id).Phase, place.Status(id).ExitCode).ShouldBe((ContainerPhase.Exited, 6));
    }

    [Fact]
    public async Task Port_OfAReadyPod_AnswersAPage()
    {
        var place = SimulatedPlace.Of();
        await place.StartAsync();
        await using var connection = await place.Runtime.OpenPortAsync(place.Sandbox, 8080, TestContext.Current.CancellationToken);

        await connection.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        answer.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answer.ShouldEndWith("\r\n\r\nshop/web answers on port 8080\n");
    }

    [Fact]
    public async Task Port_OfAPodThatIsNotReady_Refuses()
    {
        var place = SimulatedPlace.Of(annotations: ("ready-after", "10s"));
        await place.StartAsync();

        (await Should.ThrowAsync<RuntimeException>(() => place.Runtime.OpenPortAsync(place.Sandbox, 80, TestContext.Current.CancellationToken))).Message.ShouldContain("connection refused");
    }
}
