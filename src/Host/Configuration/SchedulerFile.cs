using Timonier.Scheduling.Configuration;

namespace Timonier.Host.Configuration;

/// <summary>The file that <c>--scheduler-config</c> names, which is read at the start.</summary>
internal static class SchedulerFile
{
    /// <exception cref="ConfigException">It cannot be read or used.</exception>
    public static SchedulerConfig Read(SettingValues values)
    {
        var file = values.Text(Settings.SchedulerConfigFile);
        if (file.Length == 0) return new SchedulerConfig();
        try
        {
            return SchedulerConfigReader.Read(File.ReadAllBytes(Path.GetFullPath(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw values.Wrong(Settings.SchedulerConfigFile, $"{file}: {e.Message}");
        }
    }
}
