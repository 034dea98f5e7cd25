using Timonier.Network.Linux.Cni;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux;

public sealed partial class LinuxNodeNetwork
{
    /// <summary>One request of the runtime. The error codes below 100 are CNI's own.</summary>
    private async Task<CniReply> AnswerCniAsync(CniRequest request, CancellationToken cancellation)
    {
        try
        {
            switch (request.Command)
            {
                case "VERSION":
                    return CniReply.Versions(request);
                case "ADD":
                    if (!AddressBook.IsUsable(request.ContainerId)) return CniReply.Failure(request, 4, "CNI_CONTAINERID is needed: letters, digits, '-' and '_'");
                    if (request.NamespacePath.Length == 0) return CniReply.Failure(request, 4, "CNI_NETNS is needed");
                    var pod = await AttachAsync(request.ContainerId, request.NamespacePath, request.InterfaceName, request.Ports, cancellation);
                    return CniReply.Attached(request, pod);
                case "DEL":
                    await DetachAsync(request.ContainerId, cancellation);
                    return CniReply.Empty;
                case "CHECK":
                    return await IsAttachedAsync(request.ContainerId, cancellation)
                        ? CniReply.Empty
                        : CniReply.Failure(request, 100, $"sandbox {request.ContainerId} is not attached");
                case "GC" or "STATUS":
                    return CniReply.Empty;
                default:
                    return CniReply.Failure(request, 4, $"CNI_COMMAND {request.Command} is not known");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogCniFailed(e, request.ContainerId, request.Command);
            return CniReply.Failure(request, 101, e.Message);
        }
    }
}
