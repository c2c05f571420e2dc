(* setting.attention: both sides, for all reals at d = 1, K = 3, N = 2, m = 1, H = 1. *)
From Coq Require Import Reals Lra Psatz.
Open Scope R_scope.
Ltac nonzero := repeat split; first
  [ assumption | lra | nra | apply Rgt_not_eq; nra | apply Rlt_not_eq; nra
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; rewrite <- Z; ring end
  | match goal with H : ?a <> 0 |- ?b <> 0 => let Z := fresh in intro Z; apply H; nra end ].
Theorem equal_0 : forall tokens_0_0 queries_0_0_0 E2 tokens_0_1 E4 : R,
  0 < E2 ->
  0 < E4 ->
  ((E2) + (E4)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  (((E2) / ((E2) + (E4))) + ((E4) / ((E2) + (E4)))) = (1).
Proof. intros tokens_0_0 queries_0_0_0 E2 tokens_0_1 E4 H0 H1 H2 H3 H4. field [H3 H4]; nonzero. Qed.
Theorem equal_1 : forall tokens_0_0 queries_0_0_0 tokens_0_1 E3 E4 : R,
  0 < E3 ->
  0 < E4 ->
  ((E3) + (E4)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  (((E3) / ((E3) + (E4))) + ((E4) / ((E3) + (E4)))) = (1).
Proof. intros tokens_0_0 queries_0_0_0 tokens_0_1 E3 E4 H0 H1 H2 H3 H4. field [H3 H4]; nonzero. Qed.
Theorem equal_2 : forall tokens_0_0 queries_0_0_0 tokens_0_2 E3 tokens_0_1 E5 : R,
  0 < E3 ->
  0 < E5 ->
  ((E3) + (E5)) <> 0 ->
  (tokens_0_0 ^ 2) = (1) ->
  (tokens_0_1 ^ 2) = (1) ->
  (tokens_0_2 ^ 2) = (1) ->
  (((E3) / ((E3) + (E5))) + ((E5) / ((E3) + (E5)))) = (1).
Proof. intros tokens_0_0 queries_0_0_0 tokens_0_2 E3 tokens_0_1 E5 H0 H1 H2 H3 H4 H5. field [H3 H4 H5]; nonzero. Qed.
