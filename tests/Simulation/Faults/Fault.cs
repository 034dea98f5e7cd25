namespace Timonier.Simulation.Tests.Faults;

/// <summary>Everything that can go wrong, as the summary of a run counts it.</summary>
internal enum Fault
{
    CrashBeforeRequest,
    CrashAfterRequest,
    ServerLoss,
    Refusal,
    Conflict,
    LostAnswer,
    HeldEvent,
    EndedWatch,
    SlowWrite,
    StoreFailureBeforeWrite,
    StoreFailureAfterWrite,
    SecondControllers,
    SecondScheduler,
    NodeUnreachable,
    NodeOff,
    NodeNotReady,
    NodeMemoryPressure,
    NodeDiskPressure,
    ClockJump,
}
