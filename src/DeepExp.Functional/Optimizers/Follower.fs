namespace DeepExp.Functional

open System
open DeepExp

/// A kernel of an optimizer that is followed: what it was given and gave in the step that was recorded.
type internal FollowedKernel =
    {
        /// The rule of the step that runs.
        mutable Rule: obj
        T: Count
        Given: Tensor[]
        mutable Gave: objnull
    }

/// <summary>
/// What an optimizer that follows a schedule computes in later steps. A plan repeats the works of the step in which it was recorded;
/// the hyperparameters stand in the rules of its kernels, so before each step the optimizer of that step is made and asked for its
/// rules. All else must be as it was recorded: so kernels that are asked give what they gave then.
/// </summary>
[<Sealed>]
type internal Follower(step: Recorder) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Follower | null

    let kernels = ResizeArray<FollowedKernel>()
    let mutable gave = struct (([||]: Tensor[]), { Kept = [||]; Form = [] })
    let mutable update = fun () -> gave
    let mutable asked = 0
    let mutable isAsking = false

    // Finds what an optimizer computes besides its kernels.
    let besides = step.Besides()

    let areSame (xs: Tensor[]) (ys: Tensor[]) =
        xs.Length = ys.Length
        && Array.forall2
            (fun (x: Tensor) (y: Tensor) ->
                obj.ReferenceEquals(x.Value.Elements.Array, y.Value.Elements.Array)
                && Shape.same x.Value.Shape y.Value.Shape)
            xs
            ys

    let refuse () =
        fail
            "Optimizer.scheduled"
            $"the schedule makes an optimizer that does something else than in the step that the plan was made of, not the same with other hyperparameters; run the step without a plan."

    static member Here = Follower.here

    /// Whether kernels are asked for their rules, and not run.
    member _.IsAsking = isAsking

    static member private With (follower: Follower | null) (f: unit -> 'T) : 'T =
        let before = Follower.here
        Follower.here <- follower

        try
            f ()
        finally
            Follower.here <- before

    /// Runs what is no part of the optimizer that is followed.
    static member Apart f = Follower.With null f

    /// Runs the update and follows its kernels; parts says what it gave: tensors, and what its state carries.
    member this.Follow (first: unit -> 'T) (parts: 'T -> struct (Tensor[] * Carried)) : 'T =
        let next = Follower.With this first
        gave <- parts next
        update <- first >> parts
        next

    /// A kernel that was recorded, and the rule that it has in the step that runs.
    member _.Add<'R>(kernel: FollowedKernel) : unit -> (int -> 'R) =
        kernels.Add kernel

        fun () ->
            match kernel.Rule with
            | :? (int -> 'R) as rule -> rule
            | _ -> refuse ()

    /// What the next kernel gave, of which the rule of the step that is asked is this.
    member _.Ask (rule: obj) t (given: Tensor[]) =
        if
            asked = kernels.Count
            || not (Carried.isSame kernels[asked].T t)
            || not (areSame kernels[asked].Given given)
        then
            refuse ()

        kernels[asked].Rule <- rule
        asked <- asked + 1
        kernels[asked - 1].Gave

    /// Asks for the rules of the step that is taken.
    member this.Prepare() =
        asked <- 0
        isAsking <- true

        let struct (tensors, carries) =
            try
                Follower.With this (fun () -> Recording.by besides update)
            finally
                isAsking <- false

        let struct (tensorsThen, carriesThen) = gave

        if
            asked < kernels.Count
            || besides.Count > 0
            || not (areSame tensorsThen tensors)
            || not (Carried.areSame carriesThen carries)
        then
            refuse ()

/// The rule of each step, which is counted t, made once for all parameters that take it one after the other.
[<Sealed>]
type internal RuleOfStep<'R>(t: Count, ofStep: unit -> (int -> 'R)) =
    let mutable known = -1
    let mutable by = Unchecked.defaultof<int -> 'R>
    let mutable made = Unchecked.defaultof<'R>

    /// The path of its count.
    member _.Asks = t.Path

    /// The rule of the step that is taken.
    member _.Now =
        let rule = ofStep ()
        let t = t.Now

        if t <> known || not (obj.ReferenceEquals(rule, by)) then
            made <- rule t
            known <- t
            by <- rule

        made
