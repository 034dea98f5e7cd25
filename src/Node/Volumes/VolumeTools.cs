using Microsoft.Extensions.Logging;
using Timonier.Client.Events;

namespace Timonier.Node.Volumes;

/// <summary>What the volumes of all pods share with the rest of the agent.</summary>
internal sealed record VolumeTools(IEventRecorder Events, TimeProvider Time, ILogger Logger);
