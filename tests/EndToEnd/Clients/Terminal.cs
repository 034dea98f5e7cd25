using System.Text;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>One kubectl, used in one namespace as a person would type: words are split at blanks, quotes hold them together.</summary>
public sealed class Terminal
{
    private readonly ClusterUnderTest cluster;
    private readonly string program;

    private Terminal(ClusterUnderTest cluster, string program, string ns)
    {
        this.cluster = cluster;
        this.program = program;
        Namespace = ns;
    }

    public string Namespace { get; }

    /// <summary>The machine's own kubectl, and the newer one.</summary>
    public static TheoryData<string> Programs => ["kubectl", "kubectl-1.35"];

    /// <summary>In a new namespace, named after the test.</summary>
    public static async Task<Terminal> OpenAsync(ClusterUnderTest cluster, string program, string name)
    {
        var made = new Terminal(cluster, program == "kubectl" ? Paths.Kubectl : Paths.NewerKubectl, $"{name}-{program.Replace('.', '-')}");
        (await cluster.RunClientAsync([made.program, "create", "namespace", made.Namespace])).MustSucceed();
        return made;
    }

    public Task<CommandResult> TryAsync(string line, string? input = null) => cluster.RunClientAsync(CommandLine(line), input);

    /// <summary>The command with an editor that changes what it is given by a script of sed.</summary>
    public Task<CommandResult> EditAsync(string line, string script) =>
        cluster.RunClientAsync(CommandLine(line), more: new Dictionary<string, string> { ["KUBE_EDITOR"] = "sh -c 'sed -i \"$CHANGE\" \"$0\"'", ["CHANGE"] = script });

    /// <summary>The command as kubectl takes it while a feature of its own is switched on.</summary>
    public Task<CommandResult> TryWithAsync(string feature, string line, string? input = null) =>
        cluster.RunClientAsync(CommandLine(line), input, new Dictionary<string, string> { [feature] = "true" });

    /// <summary>A command that goes on until it is disposed of.</summary>
    public RunningProgram Start(string line) => cluster.StartClient(CommandLine(line));

    /// <summary>What the command printed; it must end well.</summary>
    public async Task<string> RunAsync(string line, string? input = null)
    {
        var result = await TryAsync(line, input);
        result.ExitCode.ShouldBe(0, $"kubectl {line}\n{result.All}");
        return result.Output.TrimEnd('\n');
    }

    /// <summary>Waits until there is one at all, by kind and selector, which "wait --for=create" does not do for a selector.</summary>
    public Task ComesAsync(string selected) => Eventually.SucceedsAsync(() => TryAsync($"get {selected} -o name"), result => result.Output.Length > 0);

    /// <summary>What the command complained; it must end badly.</summary>
    public async Task<string> FailAsync(string line, string? input = null)
    {
        var result = await TryAsync(line, input);
        result.ExitCode.ShouldNotBe(0, $"kubectl {line}\n{result.All}");
        return result.Error.TrimEnd('\n');
    }

    private string[] CommandLine(string line) => [program, "-n", Namespace, .. Words(line)];

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, any) = ('\0', false);
        foreach (var c in line)
        {
            if (quote != '\0' ? c == quote : c is '\'' or '"')
            {
                quote = quote == '\0' ? c : '\0';
                any = true;
            }
            else if (c == ' ' && quote == '\0')
            {
                if (any || word.Length > 0) words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else word.Append(c);
        }
        if (any || word.Length > 0) words.Add(word.ToString());
        return words;
    }
}
