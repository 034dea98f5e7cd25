namespace Timonier.Client.Events;

/// <summary>Tells users what a component did to an object, or why it could not.</summary>
public interface IEventRecorder
{
    /// <summary>Type is "Normal" or "Warning". Returns at once; under a flood events are dropped, never callers delayed.</summary>
    void Record(ObjectReference about, string type, string reason, string message);
}
