using Timonier.Node.Containers;

namespace Timonier.Node.Volumes;

/// <summary>The checks and creations that a hostPath's type asks for.</summary>
internal static class HostPath
{
    public static void Check(string path, string type)
    {
        if (type == "DirectoryOrCreate" && !Path.Exists(path)) Directory.CreateDirectory(path);
        if (type == "FileOrCreate" && !Path.Exists(path)) File.WriteAllBytes(path, []);
        if (type is "Directory" or "DirectoryOrCreate" && !Directory.Exists(path)) throw new ConfigurationException($"hostPath type check failed: {path} is not a directory");
        if (type is "File" or "FileOrCreate" && !File.Exists(path)) throw new ConfigurationException($"hostPath type check failed: {path} is not a file");
        if (type.Length == 0 && !Path.Exists(path)) Directory.CreateDirectory(path);
    }
}
