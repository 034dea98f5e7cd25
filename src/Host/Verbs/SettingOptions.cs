using System.Collections;
using System.CommandLine;
using Timonier.Host.Configuration;

namespace Timonier.Host.Verbs;

/// <summary>The settings as options of a verb, and what was given read back together with environment and file.</summary>
internal sealed class SettingOptions
{
    private const string DefaultFile = "/etc/timonier/config.yaml";
    private readonly Dictionary<Setting, Option<string?>> options = [];
    private readonly Option<string?> file = new("--config") { Description = $"YAML file with settings; {DefaultFile} when it exists." };

    private SettingOptions() { }

    public static SettingOptions AddTo(Command command, params IEnumerable<Setting> settings)
    {
        var added = new SettingOptions();
        command.Add(added.file);
        foreach (var setting in settings)
        {
            var shown = setting.Default.Length > 0 && setting.Kind != SettingKind.Switch ? $" [{setting.Default}]" : "";
            var option = new Option<string?>(setting.Flag) { Description = setting.Description + shown };
            if (setting.Kind == SettingKind.Switch) option.Arity = ArgumentArity.ZeroOrOne;
            added.options[setting] = option;
            command.Add(option);
        }
        return added;
    }

    /// <exception cref="ConfigException">A setting is unknown or has a value that cannot be.</exception>
    public ServerConfig Read(ParseResult parsed)
    {
        var path = parsed.GetValue(file) ?? Environment.GetEnvironmentVariable("TIMONIER_CONFIG") ?? (File.Exists(DefaultFile) ? DefaultFile : null);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value ?? ""));
        var flags = options.Where(o => parsed.GetResult(o.Value) is { Implicit: false })
            .Select(o => KeyValuePair.Create(o.Key, parsed.GetValue(o.Value) ?? "true"));
        return ServerConfig.From(SettingValues.Read(path, environment, flags), Environment.MachineName);
    }
}
