using System.Text;

namespace Timonier.Runtime.Cri;

/// <summary>The configuration file of a private containerd, in the form its version reads.</summary>
internal static class ContainerdToml
{
    public static string Write(CriRuntimeConfig config, ContainerdVersion version, string ociRuntime, string snapshotter, bool appArmor)
    {
        var text = new StringBuilder();
        text.Append($"""
            version = {(version.Major >= 2 ? 3 : 2)}
            root = {Quote(Path.GetFullPath(config.RootDirectory))}
            state = {Quote(Path.GetFullPath(config.StateDirectory))}

            [grpc]
              address = {Quote(config.SocketPath)}

            [debug]
              level = {Quote(config.LogLevel)}

            [plugins."io.containerd.internal.v1.opt"]
              path = {Quote(Path.Combine(config.RootDirectory, "opt"))}


            """);
        if (version.Major >= 2) AppendVersion3(text, config, ociRuntime, snapshotter, appArmor);
        else AppendVersion2(text, config, ociRuntime, snapshotter, appArmor);
        return text.ToString();
    }

    private static void AppendVersion2(StringBuilder text, CriRuntimeConfig config, string ociRuntime, string snapshotter, bool appArmor) => text.Append($"""
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = {Quote(config.SandboxImage)}
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          stream_idle_timeout = "4h0m0s"
          restrict_oom_score_adj = true
          disable_apparmor = {Bool(!appArmor)}
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = {Quote(config.CniBinDirectory)}
            conf_dir = {Quote(config.CniConfigDirectory)}
          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = {Quote(snapshotter)}
            default_runtime_name = "oci"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.oci]
              runtime_type = "io.containerd.runc.v2"
              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.oci.options]
                BinaryName = {Quote(ociRuntime)}
                SystemdCgroup = false

        """);

    private static void AppendVersion3(StringBuilder text, CriRuntimeConfig config, string ociRuntime, string snapshotter, bool appArmor) => text.Append($"""
        [plugins."io.containerd.grpc.v1.cri"]
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          stream_idle_timeout = "4h0m0s"

        [plugins."io.containerd.cri.v1.images"]
          snapshotter = {Quote(snapshotter)}
          [plugins."io.containerd.cri.v1.images".pinned_images]
            sandbox = {Quote(config.SandboxImage)}

        [plugins."io.containerd.cri.v1.runtime"]
          restrict_oom_score_adj = true
          disable_apparmor = {Bool(!appArmor)}
          [plugins."io.containerd.cri.v1.runtime".cni]
            bin_dirs = [{Quote(config.CniBinDirectory)}]
            conf_dir = {Quote(config.CniConfigDirectory)}
          [plugins."io.containerd.cri.v1.runtime".containerd]
            default_runtime_name = "oci"
            [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.oci]
              runtime_type = "io.containerd.runc.v2"
              [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.oci.options]
                BinaryName = {Quote(ociRuntime)}
                SystemdCgroup = false

        """);

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Quote(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
