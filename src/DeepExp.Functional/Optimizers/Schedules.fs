namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// How a hyperparameter goes with training: functions of the number of steps taken, the first step being 0. Any function
/// int -> float is one; <c>Optimizer.scheduled</c> puts it to use.
/// </summary>
[<RequireQualifiedAccess>]
module Schedules =

    let private requirePositive operation name (count: int) =
        if count < 1 then
            fail operation $"{name} is {count}, but must be at least 1."

    // The part of the way that has been gone, 1 from the end on.
    let private part (steps: int) (step: int) = min 1.0 (float step / float steps)

    /// <summary>c at every step.</summary>
    /// <remarks>\[ \eta_t = c \]</remarks>
    /// <exception cref="DeepExpException">c is not finite.</exception>
    let constant (c: float) : int -> float =
        Optimizer.requireFinite "Schedules.Constant" "c" c
        fun _ -> c

    /// <summary>start · rateˢᵗᵉᵖ</summary>
    /// <remarks>\[ \eta_t = \eta_0\,r^t \] with start \( \eta_0 \) and rate \( r \).</remarks>
    /// <exception cref="DeepExpException">start is not finite, or rate is negative or not finite.</exception>
    let exponential (start: float) (rate: float) : int -> float =
        Optimizer.requireFinite "Schedules.Exponential" "start" start
        Optimizer.requireNotNegative "Schedules.Exponential" "rate" rate
        fun step -> start * rate ** float step

    /// <summary>start, multiplied by factor after each interval of so many steps.</summary>
    /// <remarks>
    /// \[ \eta_t = \eta_0\,\gamma^{\lfloor t / n \rfloor} \]
    /// with start \( \eta_0 \), factor \( \gamma \) and interval \( n \).
    /// </remarks>
    /// <exception cref="DeepExpException">start or factor is not finite, or the interval is below 1.</exception>
    let step (start: float) (factor: float) (interval: int) : int -> float =
        Optimizer.requireFinite "Schedules.Step" "start" start
        Optimizer.requireFinite "Schedules.Step" "factor" factor
        requirePositive "Schedules.Step" "interval" interval
        fun step -> start * factor ** float (step / interval)

    /// <summary>start, multiplied by factor at each of the milestones.</summary>
    /// <remarks>
    /// \[ \eta_t = \eta_0\,\gamma^{|\{ m\,:\,m \le t \}|} \]
    /// with start \( \eta_0 \), factor \( \gamma \) and milestones \( m \).
    /// </remarks>
    /// <exception cref="DeepExpException">start or factor is not finite, or the milestones are not in ascending order.</exception>
    let multiStep (start: float) (factor: float) (milestones: int list) : int -> float =
        Optimizer.requireFinite "Schedules.MultiStep" "start" start
        Optimizer.requireFinite "Schedules.MultiStep" "factor" factor

        if List.sort milestones <> milestones then
            let given = String.Join(", ", milestones)
            fail "Schedules.MultiStep" $"the milestones are {given}, but must be in ascending order."

        let milestones = List.toArray milestones

        fun step ->
            let passed = milestones |> Array.filter (fun milestone -> milestone <= step)
            start * factor ** float passed.Length

    /// <summary>From start to stop in equal steps, then stop.</summary>
    /// <remarks>
    /// \[ \eta_t = \eta_0 + (\eta_1 - \eta_0) \min \left( 1, \frac{t}{T} \right) \]
    /// with start \( \eta_0 \), stop \( \eta_1 \) and steps \( T \).
    /// </remarks>
    /// <exception cref="DeepExpException">start or stop is not finite, or there are fewer steps than 1.</exception>
    let linear (start: float) (stop: float) (steps: int) : int -> float =
        Optimizer.requireFinite "Schedules.Linear" "start" start
        Optimizer.requireFinite "Schedules.Linear" "stop" stop
        requirePositive "Schedules.Linear" "steps" steps
        fun step -> start + (stop - start) * part steps step

    /// <summary>start · (1 + gamma · step)^-power</summary>
    /// <remarks>\[ \eta_t = \eta_0\,(1 + \gamma t)^{-q} \] with start \( \eta_0 \) and power \( q \).</remarks>
    /// <exception cref="DeepExpException">start or power is not finite, or gamma is negative or not finite.</exception>
    let inverse (start: float) (gamma: float) (power: float) : int -> float =
        Optimizer.requireFinite "Schedules.Inverse" "start" start
        Optimizer.requireNotNegative "Schedules.Inverse" "gamma" gamma
        Optimizer.requireFinite "Schedules.Inverse" "power" power
        fun step -> start * (1.0 + gamma * float step) ** -power

    /// <summary>start · (1 - step/steps)^power, then 0.</summary>
    /// <remarks>
    /// \[ \eta_t = \eta_0 \left( 1 - \min \left( 1, \frac{t}{T} \right) \right)^q \]
    /// with start \( \eta_0 \), power \( q \) and steps \( T \).
    /// </remarks>
    /// <exception cref="DeepExpException">start is not finite, power is not positive and finite, or there are fewer steps than 1.</exception>
    let polynomial (start: float) (power: float) (steps: int) : int -> float =
        Optimizer.requireFinite "Schedules.Polynomial" "start" start
        Optimizer.requirePositive "Schedules.Polynomial" "power" power
        requirePositive "Schedules.Polynomial" "steps" steps
        fun step -> start * (1.0 - part steps step) ** power

    /// <summary>
    /// From start to stop along half a cosine, stop + (start - stop) (1 + cos(π step/steps)) / 2, then stop
    /// (Loshchilov and Hutter, «SGDR: stochastic gradient descent with warm restarts», 2017).
    /// </summary>
    /// <remarks>
    /// \[ \eta_t = \eta_1 + \frac{\eta_0 - \eta_1}{2} \left( 1 + \cos \left( \pi \min \left( 1, \frac{t}{T} \right)
    /// \right) \right) \]
    /// with start \( \eta_0 \), stop \( \eta_1 \) and steps \( T \).
    /// </remarks>
    /// <exception cref="DeepExpException">start or stop is not finite, or there are fewer steps than 1.</exception>
    let cosine (start: float) (stop: float) (steps: int) : int -> float =
        Optimizer.requireFinite "Schedules.Cosine" "start" start
        Optimizer.requireFinite "Schedules.Cosine" "stop" stop
        requirePositive "Schedules.Cosine" "steps" steps
        fun step -> stop + (start - stop) * (1.0 + cos (Math.PI * part steps step)) / 2.0

    /// <summary>From start in equal steps to where another schedule begins, then that schedule from its beginning.</summary>
    /// <remarks>
    /// \[ \eta_t = \begin{cases} \eta_0 + \dfrac{t}{T}\,(\eta'_0 - \eta_0) &amp; t &lt; T \\
    /// \eta'_{t - T} &amp; t \ge T \end{cases} \]
    /// with start \( \eta_0 \), steps \( T \) and the schedule \( \eta' \) that is next.
    /// </remarks>
    /// <exception cref="DeepExpException">start is not finite, or there are fewer steps than 1.</exception>
    let warmUp (start: float) (steps: int) (next: int -> float) : int -> float =
        let rise = linear start (next 0) steps
        fun step -> if step < steps then rise step else next (step - steps)
