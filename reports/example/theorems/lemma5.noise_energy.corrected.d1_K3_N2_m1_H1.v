(* lemma5.noise_energy.corrected: both sides, for all reals at d = 1, K = 3, N = 2, m = 1, H = 1. *)
From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.
Ltac nonzero := repeat split; first
  [ assumption | lra | nra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; rewrite <- Z; ring end
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; nra end ].
Theorem equal_0 : forall noise_level q1 tokens_0_0 queries_0_0_0 E4 tokens_0_1 E6 gamma values_0_0 : R,
  q1 * q1 = (noise_level * (3)) ->
  0 <= q1 ->
  0 < E4 ->
  0 < E6 ->
  ((E4) + (E6)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  noise_level > (0) ->
  gamma > (0) ->
  (((((((q1 * (((E4) / ((E4) + (E6))) * (gamma * values_0_0))) - q1) ^ 2) + ((q1 * (((E6) / ((E4) + (E6))) * (gamma * values_0_0))) ^ 2)) + ((((- q1) * (((E4) / ((E4) + (E6))) * (gamma * values_0_0))) - (- q1)) ^ 2)) + (((- q1) * (((E6) / ((E4) + (E6))) * (gamma * values_0_0))) ^ 2)) / (6)) = (noise_level * (((((((E4) / ((E4) + (E6))) * (gamma * values_0_0)) ^ 2) + ((((E6) / ((E4) + (E6))) * (gamma * values_0_0)) ^ 2)) + (1)) - ((((E4) / ((E4) + (E6))) * (gamma * values_0_0)) * (2)))).
Proof. intros noise_level q1 tokens_0_0 queries_0_0_0 E4 tokens_0_1 E6 gamma values_0_0 H0 H1 H2 H3 H4 H5 H6 H7 H8. field [H0 H5 H6]; nonzero. Qed.
Theorem equal_1 : forall noise_level q1 tokens_0_0 queries_0_0_0 tokens_0_1 E5 E6 gamma values_0_1 : R,
  q1 * q1 = (noise_level * (3)) ->
  0 <= q1 ->
  0 < E5 ->
  0 < E6 ->
  ((E5) + (E6)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  noise_level > (0) ->
  gamma > (0) ->
  ((((((q1 * (((E5) / ((E5) + (E6))) * (gamma * values_0_1))) ^ 2) + (((q1 * (((E6) / ((E5) + (E6))) * (gamma * values_0_1))) - q1) ^ 2)) + (((- q1) * (((E5) / ((E5) + (E6))) * (gamma * values_0_1))) ^ 2)) + ((((- q1) * (((E6) / ((E5) + (E6))) * (gamma * values_0_1))) - (- q1)) ^ 2)) / (6)) = (noise_level * (((((((E5) / ((E5) + (E6))) * (gamma * values_0_1)) ^ 2) + ((((E6) / ((E5) + (E6))) * (gamma * values_0_1)) ^ 2)) + (1)) - ((((E6) / ((E5) + (E6))) * (gamma * values_0_1)) * (2)))).
Proof. intros noise_level q1 tokens_0_0 queries_0_0_0 tokens_0_1 E5 E6 gamma values_0_1 H0 H1 H2 H3 H4 H5 H6 H7 H8. field [H0 H5 H6]; nonzero. Qed.
Theorem equal_2 : forall noise_level q1 tokens_0_0 queries_0_0_0 tokens_0_2 E5 tokens_0_1 E7 gamma values_0_2 : R,
  q1 * q1 = (noise_level * (3)) ->
  0 <= q1 ->
  0 < E5 ->
  0 < E7 ->
  ((E5) + (E7)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  (tokens_0_2 ^ 2) = (1) ->
  noise_level > (0) ->
  gamma > (0) ->
  ((((((((q1 * (((E5) / ((E5) + (E7))) * (gamma * values_0_2))) ^ 2) + ((q1 * (((E7) / ((E5) + (E7))) * (gamma * values_0_2))) ^ 2)) + ((- q1) ^ 2)) + (((- q1) * (((E5) / ((E5) + (E7))) * (gamma * values_0_2))) ^ 2)) + (((- q1) * (((E7) / ((E5) + (E7))) * (gamma * values_0_2))) ^ 2)) + ((- (- q1)) ^ 2)) / (6)) = (noise_level * ((((((E5) / ((E5) + (E7))) * (gamma * values_0_2)) ^ 2) + ((((E7) / ((E5) + (E7))) * (gamma * values_0_2)) ^ 2)) + (1))).
Proof. intros noise_level q1 tokens_0_0 queries_0_0_0 tokens_0_2 E5 tokens_0_1 E7 gamma values_0_2 H0 H1 H2 H3 H4 H5 H6 H7 H8 H9. field [H0 H5 H6 H7]; nonzero. Qed.
