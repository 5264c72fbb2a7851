namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// What an optimizer that follows a schedule computes in later steps. A plan repeats the works of the step in which it was recorded;
/// the hyperparameters stand in the rules of its kernels, so before each step the optimizer of that step is made and asked for its
/// rules.
/// </summary>
[<Sealed>]
type internal Follower(update: int -> unit, given: Tensor[]) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Follower | null

    let rules = ResizeArray<obj>()
    let mutable kernels = 0
    let mutable later = 0
    let mutable isAsking = false

    // Finds what an optimizer computes besides its kernels.
    let besides = Recorder()

    do
        for x in given do
            besides.Follow x.Value

    let refuse () =
        fail
            "Optimizer.scheduled"
            $"the schedule makes another optimizer than in the step that the plan was made of; run the step without a plan."

    static member Here = Follower.here

    /// So many steps after the recorded one is the step whose rules are asked for; 0 while it is recorded.
    member _.Later = later

    /// Whether kernels are asked for their rules, and not run.
    member _.IsAsking = isAsking

    /// Runs f, whose kernels this follows or asks.
    member this.During(f: unit -> 'T) : 'T =
        let before = Follower.here
        Follower.here <- this

        try
            f ()
        finally
            Follower.here <- before

    /// Takes the rule of the next kernel of the step that is asked.
    member _.Take(rule: obj) = rules.Add rule

    /// The rule of the next kernel that is recorded, in the step that runs.
    member this.Followed(rule: int -> 'R) : unit -> (int -> 'R) =
        let kernel = kernels
        kernels <- kernels + 1
        rules.Add rule

        fun () ->
            match rules[kernel] with
            | :? (int -> 'R) as rule -> rule
            | _ -> refuse ()

    /// Asks for the rules of the n-th step after the recorded one.
    member this.Ask n =
        rules.Clear()
        later <- n
        isAsking <- true

        try
            this.During(fun () -> Recording.by besides (fun () -> update n))
        finally
            later <- 0
            isAsking <- false

        if rules.Count <> kernels || besides.Count > 0 then
            refuse ()

/// The rule of each step, made once for all parameters that take it one after the other.
[<Sealed>]
type internal RuleOfStep<'R>(ofStep: unit -> (int -> 'R)) =
    let mutable known = -1
    let mutable by = Unchecked.defaultof<int -> 'R>
    let mutable made = Unchecked.defaultof<'R>

    member _.At t =
        let rule = ofStep ()

        if t <> known || not (obj.ReferenceEquals(rule, by)) then
            made <- rule t
            known <- t
            by <- rule

        made
