using System.CommandLine;
using Timonier.Contracts.Store;
using Timonier.Host.Configuration;

namespace Timonier.Host.Verbs;

/// <summary>The edge of every verb: what the user did wrong becomes one line and exit code 2, what the machine refused becomes 1.</summary>
internal static class VerbAction
{
    /// <summary>A verb that takes nothing but settings.</summary>
    public static Command Create(string name, string description, IEnumerable<Setting> settings, Func<ServerConfig, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        var options = SettingOptions.AddTo(command, settings);
        Set(command, async (parsed, cancellation) =>
        {
            await run(options.Read(parsed), cancellation);
            return 0;
        });
        return command;
    }

    public static void Set(Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await action(parsed, cancellation);
            }
            catch (ConfigException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return 130;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or InvalidOperationException or StoreUnavailableException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
}
