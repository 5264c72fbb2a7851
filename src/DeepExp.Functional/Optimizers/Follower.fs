namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// What an optimizer that follows a schedule computes in later steps. A plan repeats the works of the step in which it was recorded;
/// the hyperparameters stand in the rules of its kernels, so each later step makes its optimizer and asks that one for its rules.
/// </summary>
[<Sealed>]
type internal Follower(update: int -> unit) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Follower | null

    let rules = ResizeArray<obj>()
    let mutable kernels = 0
    let mutable later = 0

    static member Here = Follower.here

    /// So many steps after the recorded one is the step whose rules are asked for; 0 while it is recorded.
    member _.Later = later

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

    /// The rule of the next kernel that is recorded, in the step that is counted t, and in all later ones.
    member this.Followed(rule: int -> 'R, t: int) : int -> 'R =
        let kernel = kernels
        kernels <- kernels + 1

        fun step ->
            if step = t then
                rule step
            else
                if step - t <> later then
                    this.Ask(step - t)

                match Seq.tryItem kernel rules with
                | Some(:? (int -> 'R) as rule) when rules.Count = kernels -> rule step
                | _ ->
                    fail
                        "Optimizer.scheduled"
                        $"the schedule makes another optimizer than in the step that the plan was made of; run the step without a plan."

    member private this.Ask n =
        rules.Clear()
        later <- n

        try
            this.During(fun () -> update n)
        with _ ->
            later <- 0
            reraise ()

/// The rule of each step, made once for all parameters that take it one after the other.
[<Sealed>]
type internal RuleOfStep<'R>(rule: int -> 'R) =
    let mutable known = -1
    let mutable made = Unchecked.defaultof<'R>

    member _.At t =
        if t <> known then
            made <- rule t
            known <- t

        made
