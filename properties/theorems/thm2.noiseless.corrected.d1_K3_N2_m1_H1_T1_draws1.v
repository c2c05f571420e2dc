(* thm2.noiseless.corrected: both sides, for all reals at d = 1, K = 3, N = 2, m = 1, H = 1, T = 1, draws = 1. *)
From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.
Ltac nonzero := repeat split; first
  [ assumption | lra | nra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; rewrite <- Z; ring end
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; nra end ].
Theorem equal_0 : forall task_0 features_0_0 features_0_1 : R,
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) <> 0 ->
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) > (0) ->
  (task_0 * features_0_0) = ((((features_0_0 * (task_0 * features_0_0)) + (features_0_1 * (task_0 * features_0_1))) / ((features_0_0 ^ 2) + (features_0_1 ^ 2))) * features_0_0).
Proof. intros task_0 features_0_0 features_0_1 H0 H1. field; nonzero. Qed.
Theorem equal_1 : forall task_0 features_0_1 features_0_0 : R,
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) <> 0 ->
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) > (0) ->
  (task_0 * features_0_1) = ((((features_0_0 * (task_0 * features_0_0)) + (features_0_1 * (task_0 * features_0_1))) / ((features_0_0 ^ 2) + (features_0_1 ^ 2))) * features_0_1).
Proof. intros task_0 features_0_1 features_0_0 H0 H1. field; nonzero. Qed.
Theorem equal_2 : forall task_0 features_0_2 features_0_0 features_0_1 : R,
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) <> 0 ->
  ((features_0_0 ^ 2) + (features_0_1 ^ 2)) > (0) ->
  (task_0 * features_0_2) = ((((features_0_0 * (task_0 * features_0_0)) + (features_0_1 * (task_0 * features_0_1))) / ((features_0_0 ^ 2) + (features_0_1 ^ 2))) * features_0_2).
Proof. intros task_0 features_0_2 features_0_0 features_0_1 H0 H1. field; nonzero. Qed.
