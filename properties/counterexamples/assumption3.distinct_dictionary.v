(* One instance refutes assumption3.distinct_dictionary: Assumption 3 implies distinct tokens.
   Claimed: \text{Assumption 3}\ \Rightarrow\ v_k\ne v_l\text{ for }k\ne l\le K
   With Coq and its library Interval, beside Certificate.v:
   coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l THIS_FILE
   Exit status 0 means proved. *)
From Coq Require Import Reals ZArith List Lra.
From Interval Require Import Real.Xreal Eval.Tree Eval.Prog.
From Certificate Require Import Certificate.
Import ListNotations. Open Scope R_scope.
Definition tokens_0_0 : R := 1. (* (v_1..v_K) *)
Definition part_1 : R := Rabs tokens_0_0.
Definition part_2 : R := tokens_0_0 / part_1.
Definition part_3 : R := Rsqr part_2.
Definition part_4 : R := sqrt part_3.
Definition tokens_0_0_ : R := part_2 / part_4.
Definition tokens_0_1 : R := 1. (* (v_1..v_K) *)
Definition part_7 : R := Rabs tokens_0_1.
Definition part_8 : R := tokens_0_1 / part_7.
Definition part_9 : R := Rsqr part_8.
Definition part_10 : R := sqrt part_9.
Definition tokens_0_1_ : R := part_8 / part_10.
Definition part_12 : R := tokens_0_0_ - tokens_0_1_.
Definition part_13 : R := Rsqr part_12.
Definition part_14 : R := 0.
Definition part_15 : R := 1.
Definition difference_refuted : R := part_14 - part_13.
Definition difference_A3_0 : R := part_15 - part_14.
(* the same steps as a program, and that it computes these numbers *)
Definition constants : list Z := [(0); (1)]%Z.
Definition todo_18 : list term := [].
Definition todo_17 : list term := Binary Sub 1 2 :: todo_18.
Definition todo_16 : list term := Binary Sub 1 2 :: todo_17.
Definition todo_15 : list term := Forward 16 :: todo_16.
Definition todo_14 : list term := Forward 14 :: todo_15.
Definition todo_13 : list term := Unary Sqr 0 :: todo_14.
Definition todo_12 : list term := Binary Sub 6 0 :: todo_13.
Definition todo_11 : list term := Binary Div 2 0 :: todo_12.
Definition todo_10 : list term := Unary Sqrt 0 :: todo_11.
Definition todo_9 : list term := Unary Sqr 0 :: todo_10.
Definition todo_8 : list term := Binary Div 1 0 :: todo_9.
Definition todo_7 : list term := Unary Abs 0 :: todo_8.
Definition todo_6 : list term := Forward 7 :: todo_7.
Definition todo_5 : list term := Binary Div 2 0 :: todo_6.
Definition todo_4 : list term := Unary Sqrt 0 :: todo_5.
Definition todo_3 : list term := Unary Sqr 0 :: todo_4.
Definition todo_2 : list term := Binary Div 1 0 :: todo_3.
Definition todo_1 : list term := Unary Abs 0 :: todo_2.
Definition todo_0 : list term := Forward 1 :: todo_1.
Definition state_0 : list R := reals constants.
Definition state_1 : list R := tokens_0_0 :: state_0.
Definition state_2 : list R := part_1 :: state_1.
Definition state_3 : list R := part_2 :: state_2.
Definition state_4 : list R := part_3 :: state_3.
Definition state_5 : list R := part_4 :: state_4.
Definition state_6 : list R := tokens_0_0_ :: state_5.
Definition state_7 : list R := tokens_0_1 :: state_6.
Definition state_8 : list R := part_7 :: state_7.
Definition state_9 : list R := part_8 :: state_8.
Definition state_10 : list R := part_9 :: state_9.
Definition state_11 : list R := part_10 :: state_10.
Definition state_12 : list R := tokens_0_1_ :: state_11.
Definition state_13 : list R := part_12 :: state_12.
Definition state_14 : list R := part_13 :: state_13.
Definition state_15 : list R := part_14 :: state_14.
Definition state_16 : list R := part_15 :: state_15.
Definition state_17 : list R := difference_refuted :: state_16.
Definition state_18 : list R := difference_A3_0 :: state_17.
Notation start := (eval_real todo_0 state_0).
Lemma step_0 : start = eval_real todo_0 state_0. Proof. exact eq_refl. Qed.
Lemma step_1 : start = eval_real todo_1 state_1. Proof. exact (step start (Forward 1) todo_1 state_0 tokens_0_0 step_0 eq_refl). Qed.
Lemma step_2 : start = eval_real todo_2 state_2. Proof. exact (step start (Unary Abs 0) todo_2 state_1 part_1 step_1 eq_refl). Qed.
Lemma step_3 : start = eval_real todo_3 state_3. Proof. exact (step start (Binary Div 1 0) todo_3 state_2 part_2 step_2 eq_refl). Qed.
Lemma step_4 : start = eval_real todo_4 state_4. Proof. exact (step start (Unary Sqr 0) todo_4 state_3 part_3 step_3 eq_refl). Qed.
Lemma step_5 : start = eval_real todo_5 state_5. Proof. exact (step start (Unary Sqrt 0) todo_5 state_4 part_4 step_4 eq_refl). Qed.
Lemma step_6 : start = eval_real todo_6 state_6. Proof. exact (step start (Binary Div 2 0) todo_6 state_5 tokens_0_0_ step_5 eq_refl). Qed.
Lemma step_7 : start = eval_real todo_7 state_7. Proof. exact (step start (Forward 7) todo_7 state_6 tokens_0_1 step_6 eq_refl). Qed.
Lemma step_8 : start = eval_real todo_8 state_8. Proof. exact (step start (Unary Abs 0) todo_8 state_7 part_7 step_7 eq_refl). Qed.
Lemma step_9 : start = eval_real todo_9 state_9. Proof. exact (step start (Binary Div 1 0) todo_9 state_8 part_8 step_8 eq_refl). Qed.
Lemma step_10 : start = eval_real todo_10 state_10. Proof. exact (step start (Unary Sqr 0) todo_10 state_9 part_9 step_9 eq_refl). Qed.
Lemma step_11 : start = eval_real todo_11 state_11. Proof. exact (step start (Unary Sqrt 0) todo_11 state_10 part_10 step_10 eq_refl). Qed.
Lemma step_12 : start = eval_real todo_12 state_12. Proof. exact (step start (Binary Div 2 0) todo_12 state_11 tokens_0_1_ step_11 eq_refl). Qed.
Lemma step_13 : start = eval_real todo_13 state_13. Proof. exact (step start (Binary Sub 6 0) todo_13 state_12 part_12 step_12 eq_refl). Qed.
Lemma step_14 : start = eval_real todo_14 state_14. Proof. exact (step start (Unary Sqr 0) todo_14 state_13 part_13 step_13 eq_refl). Qed.
Lemma step_15 : start = eval_real todo_15 state_15. Proof. exact (step start (Forward 14) todo_15 state_14 part_14 step_14 eq_refl). Qed.
Lemma step_16 : start = eval_real todo_16 state_16. Proof. exact (step start (Forward 16) todo_16 state_15 part_15 step_15 eq_refl). Qed.
Lemma step_17 : start = eval_real todo_17 state_17. Proof. exact (step start (Binary Sub 1 2) todo_17 state_16 difference_refuted step_16 eq_refl). Qed.
Lemma step_18 : start = eval_real todo_18 state_18. Proof. exact (step start (Binary Sub 1 2) todo_18 state_17 difference_A3_0 step_17 eq_refl). Qed.
Definition wanted : list (nat * sign) := [(1, nonnegative); (0, positive); (16, positive); (14, positive); (13, positive); (10, positive); (8, positive); (7, positive)]%nat.
Lemma all_signs : 0 <= difference_refuted /\ 0 < difference_A3_0 /\ 0 < part_1 /\ 0 < part_3 /\ 0 < part_4 /\ 0 < part_7 /\ 0 < part_9 /\ 0 < part_10. Proof. refine (evaluated 256 todo_0 constants state_18 wanted step_18 _). vm_cast_no_check (eq_refl true). Qed.
Theorem refuted : part_13 <= part_14. Proof. assert (H := (proj1 all_signs)); unfold difference_refuted in H; lra. Qed. (* Assumption 3 implies distinct tokens *)
Theorem A3_0 : part_15 > part_14. Proof. assert (H := (proj1 (proj2 all_signs))); unfold difference_A3_0 in H; lra. Qed. (* Assumption 3: some row of V has pairwise different entries *)
(* no denominator is 0, no argument of a root or a logarithm out of range *)
Theorem defined : 0 < part_1 /\ 0 < part_3 /\ 0 < part_4 /\ 0 < part_7 /\ 0 < part_9 /\ 0 < part_10. Proof. exact (proj2 (proj2 all_signs)). Qed.
(* What it rests on (three seconds more): Print Assumptions refuted. *)
