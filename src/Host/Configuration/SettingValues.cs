using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Host.Configuration;

/// <summary>What the user set, from file, environment and flags; a later source wins. Remembers where each value came from.</summary>
public sealed class SettingValues
{
    private readonly Dictionary<string, (string Value, string Origin)> values = new(StringComparer.Ordinal);

    /// <summary>Merges the three sources and refuses keys that no setting has.</summary>
    /// <exception cref="ConfigException">An unknown key, with the nearest known one; or a file that is not a YAML mapping.</exception>
    public static SettingValues Read(string? file, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<KeyValuePair<Setting, string>> flags)
    {
        var read = new SettingValues();
        if (file is not null) read.AddFile(file);
        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith("TIMONIER_", StringComparison.Ordinal) || name == "TIMONIER_CONFIG") continue;
            var key = name["TIMONIER_".Length..].ToLowerInvariant().Replace('_', '-');
            read.Set(key, value, $"environment variable {name}");
        }
        foreach (var (setting, value) in flags) read.Set(setting.Key, value, $"flag {setting.Flag}");
        return read;
    }

    public string Text(Setting setting) => values.TryGetValue(setting.Key, out var set) ? set.Value : setting.Default;

    public bool IsSet(Setting setting) => values.ContainsKey(setting.Key);

    public bool Switch(Setting setting) => Text(setting) switch
    {
        "true" => true,
        "false" or "" => false,
        var other => throw Wrong(setting, $"'{other}' is neither true nor false"),
    };

    public int Number(Setting setting, int least, int most) =>
        int.TryParse(Text(setting), out var number) && number >= least && number <= most
            ? number
            : throw Wrong(setting, $"'{Text(setting)}' is not a number from {least} to {most}");

    /// <summary>A length of time above zero, as Go writes it.</summary>
    public TimeSpan Duration(Setting setting) => GoDuration.TryParse(Text(setting), out var duration) && duration > TimeSpan.Zero
        ? duration
        : throw Wrong(setting, $"'{Text(setting)}' is not a length of time such as {setting.Default}");

    public IReadOnlyList<string> List(Setting setting) =>
        Text(setting).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The error for a value of that setting, naming where it was set.</summary>
    public ConfigException Wrong(Setting setting, string why) =>
        new($"{setting.Key} ({(values.TryGetValue(setting.Key, out var set) ? set.Origin : "default")}): {why}");

    private void AddFile(string file)
    {
        try
        {
            foreach (var (key, value) in Yaml.ParseObject(File.ReadAllBytes(file)))
            {
                var text = value switch
                {
                    DraftArray list => string.Join(',', list.Select(i => i is DraftScalar s ? s.Text : "")),
                    DraftScalar scalar => scalar.Text,
                    _ => throw new ConfigException($"{key} (file {file}): a value or a list of values is expected"),
                };
                Set(key, text, $"file {file}");
            }
        }
        catch (Exception e) when (e is DocumentSyntaxException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"file {file}: {e.Message}");
        }
    }

    private void Set(string key, string value, string origin)
    {
        if (Settings.Find(key) is null) throw new ConfigException($"{origin}: unknown setting '{key}'; did you mean '{Nearest(key)}'?");
        values[key] = (value, origin);
    }

    private static string Nearest(string key) => Settings.All.MinBy(s => Distance(s.Key, key))!.Key;

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
