(* One instance refutes thm2.noiseless: Without noise, N >= m labels determine all the others, whatever the features.
   Claimed: y_k=\langle y,(Z^+\hat Z)_{:,k}\rangle\quad\text{for } \tau=0,\ N\ge m
   With Coq and its library Interval, beside Certificate.v:
   coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l THIS_FILE
   Exit status 0 means proved. *)
From Coq Require Import Reals ZArith List Lra.
From Interval Require Import Real.Xreal Eval.Tree Eval.Prog.
From Certificate Require Import Certificate.
Import ListNotations. Open Scope R_scope.
Definition task_0 : R := 0.
Definition features_0_2 : R := 0.
Definition part_2 : R := task_0 * features_0_2.
Definition task_1 : R := 80.
Definition features_1_2 : R := 1.
Definition part_5 : R := task_1 * features_1_2.
Definition part_6 : R := part_2 + part_5.
Definition features_0_0 : R := (-2).
Definition part_8 : R := task_0 * features_0_0.
Definition features_1_0 : R := (-2).
Definition part_10 : R := task_1 * features_1_0.
Definition part_11 : R := part_8 + part_10.
Definition part_12 : R := features_0_0 * part_11.
Definition features_0_1 : R := (-1) / 16.
Definition part_14 : R := task_0 * features_0_1.
Definition features_1_1 : R := (-1) / 16.
Definition part_16 : R := task_1 * features_1_1.
Definition part_17 : R := part_14 + part_16.
Definition part_18 : R := features_0_1 * part_17.
Definition part_19 : R := part_12 + part_18.
Definition part_20 : R := Rsqr features_0_0.
Definition part_21 : R := Rsqr features_0_1.
Definition part_22 : R := part_20 + part_21.
Definition part_23 : R := part_19 / part_22.
Definition part_24 : R := features_0_2 + features_1_2.
Definition part_25 : R := 2.
Definition part_26 : R := part_24 / part_25.
Definition part_27 : R := part_23 * part_26.
Definition difference_refuted : R := part_6 - part_27.
(* the same steps as a program, and that it computes these numbers *)
Definition constants : list Z := [(-2); (-1); (0); (1); (2); (16); (80)]%Z.
Definition todo_29 : list term := [].
Definition todo_28 : list term := Binary Sub 21 0 :: todo_29.
Definition todo_27 : list term := Binary Mul 3 0 :: todo_28.
Definition todo_26 : list term := Binary Div 1 0 :: todo_27.
Definition todo_25 : list term := Forward 29 :: todo_26.
Definition todo_24 : list term := Binary Add 22 19 :: todo_25.
Definition todo_23 : list term := Binary Div 3 0 :: todo_24.
Definition todo_22 : list term := Binary Add 1 0 :: todo_23.
Definition todo_21 : list term := Unary Sqr 7 :: todo_22.
Definition todo_20 : list term := Unary Sqr 12 :: todo_21.
Definition todo_19 : list term := Binary Add 6 0 :: todo_20.
Definition todo_18 : list term := Binary Mul 4 0 :: todo_19.
Definition todo_17 : list term := Binary Add 2 0 :: todo_18.
Definition todo_16 : list term := Binary Mul 12 0 :: todo_17.
Definition todo_15 : list term := Binary Div 16 20 :: todo_16.
Definition todo_14 : list term := Binary Mul 13 0 :: todo_15.
Definition todo_13 : list term := Binary Div 14 18 :: todo_14.
Definition todo_12 : list term := Binary Mul 4 0 :: todo_13.
Definition todo_11 : list term := Binary Add 2 0 :: todo_12.
Definition todo_10 : list term := Binary Mul 6 0 :: todo_11.
Definition todo_9 : list term := Forward 9 :: todo_10.
Definition todo_8 : list term := Binary Mul 7 0 :: todo_9.
Definition todo_7 : list term := Forward 7 :: todo_8.
Definition todo_6 : list term := Binary Add 3 0 :: todo_7.
Definition todo_5 : list term := Binary Mul 1 0 :: todo_6.
Definition todo_4 : list term := Forward 7 :: todo_5.
Definition todo_3 : list term := Forward 9 :: todo_4.
Definition todo_2 : list term := Binary Mul 1 0 :: todo_3.
Definition todo_1 : list term := Forward 3 :: todo_2.
Definition todo_0 : list term := Forward 2 :: todo_1.
Definition state_0 : list R := reals constants.
Definition state_1 : list R := task_0 :: state_0.
Definition state_2 : list R := features_0_2 :: state_1.
Definition state_3 : list R := part_2 :: state_2.
Definition state_4 : list R := task_1 :: state_3.
Definition state_5 : list R := features_1_2 :: state_4.
Definition state_6 : list R := part_5 :: state_5.
Definition state_7 : list R := part_6 :: state_6.
Definition state_8 : list R := features_0_0 :: state_7.
Definition state_9 : list R := part_8 :: state_8.
Definition state_10 : list R := features_1_0 :: state_9.
Definition state_11 : list R := part_10 :: state_10.
Definition state_12 : list R := part_11 :: state_11.
Definition state_13 : list R := part_12 :: state_12.
Definition state_14 : list R := features_0_1 :: state_13.
Definition state_15 : list R := part_14 :: state_14.
Definition state_16 : list R := features_1_1 :: state_15.
Definition state_17 : list R := part_16 :: state_16.
Definition state_18 : list R := part_17 :: state_17.
Definition state_19 : list R := part_18 :: state_18.
Definition state_20 : list R := part_19 :: state_19.
Definition state_21 : list R := part_20 :: state_20.
Definition state_22 : list R := part_21 :: state_21.
Definition state_23 : list R := part_22 :: state_22.
Definition state_24 : list R := part_23 :: state_23.
Definition state_25 : list R := part_24 :: state_24.
Definition state_26 : list R := part_25 :: state_25.
Definition state_27 : list R := part_26 :: state_26.
Definition state_28 : list R := part_27 :: state_27.
Definition state_29 : list R := difference_refuted :: state_28.
Notation start := (eval_real todo_0 state_0).
Lemma step_0 : start = eval_real todo_0 state_0. Proof. exact eq_refl. Qed.
Lemma step_1 : start = eval_real todo_1 state_1. Proof. exact (step start (Forward 2) todo_1 state_0 task_0 step_0 eq_refl). Qed.
Lemma step_2 : start = eval_real todo_2 state_2. Proof. exact (step start (Forward 3) todo_2 state_1 features_0_2 step_1 eq_refl). Qed.
Lemma step_3 : start = eval_real todo_3 state_3. Proof. exact (step start (Binary Mul 1 0) todo_3 state_2 part_2 step_2 eq_refl). Qed.
Lemma step_4 : start = eval_real todo_4 state_4. Proof. exact (step start (Forward 9) todo_4 state_3 task_1 step_3 eq_refl). Qed.
Lemma step_5 : start = eval_real todo_5 state_5. Proof. exact (step start (Forward 7) todo_5 state_4 features_1_2 step_4 eq_refl). Qed.
Lemma step_6 : start = eval_real todo_6 state_6. Proof. exact (step start (Binary Mul 1 0) todo_6 state_5 part_5 step_5 eq_refl). Qed.
Lemma step_7 : start = eval_real todo_7 state_7. Proof. exact (step start (Binary Add 3 0) todo_7 state_6 part_6 step_6 eq_refl). Qed.
Lemma step_8 : start = eval_real todo_8 state_8. Proof. exact (step start (Forward 7) todo_8 state_7 features_0_0 step_7 eq_refl). Qed.
Lemma step_9 : start = eval_real todo_9 state_9. Proof. exact (step start (Binary Mul 7 0) todo_9 state_8 part_8 step_8 eq_refl). Qed.
Lemma step_10 : start = eval_real todo_10 state_10. Proof. exact (step start (Forward 9) todo_10 state_9 features_1_0 step_9 eq_refl). Qed.
Lemma step_11 : start = eval_real todo_11 state_11. Proof. exact (step start (Binary Mul 6 0) todo_11 state_10 part_10 step_10 eq_refl). Qed.
Lemma step_12 : start = eval_real todo_12 state_12. Proof. exact (step start (Binary Add 2 0) todo_12 state_11 part_11 step_11 eq_refl). Qed.
Lemma step_13 : start = eval_real todo_13 state_13. Proof. exact (step start (Binary Mul 4 0) todo_13 state_12 part_12 step_12 eq_refl). Qed.
Lemma step_14 : start = eval_real todo_14 state_14. Proof. exact (step start (Binary Div 14 18) todo_14 state_13 features_0_1 step_13 eq_refl). Qed.
Lemma step_15 : start = eval_real todo_15 state_15. Proof. exact (step start (Binary Mul 13 0) todo_15 state_14 part_14 step_14 eq_refl). Qed.
Lemma step_16 : start = eval_real todo_16 state_16. Proof. exact (step start (Binary Div 16 20) todo_16 state_15 features_1_1 step_15 eq_refl). Qed.
Lemma step_17 : start = eval_real todo_17 state_17. Proof. exact (step start (Binary Mul 12 0) todo_17 state_16 part_16 step_16 eq_refl). Qed.
Lemma step_18 : start = eval_real todo_18 state_18. Proof. exact (step start (Binary Add 2 0) todo_18 state_17 part_17 step_17 eq_refl). Qed.
Lemma step_19 : start = eval_real todo_19 state_19. Proof. exact (step start (Binary Mul 4 0) todo_19 state_18 part_18 step_18 eq_refl). Qed.
Lemma step_20 : start = eval_real todo_20 state_20. Proof. exact (step start (Binary Add 6 0) todo_20 state_19 part_19 step_19 eq_refl). Qed.
Lemma step_21 : start = eval_real todo_21 state_21. Proof. exact (step start (Unary Sqr 12) todo_21 state_20 part_20 step_20 eq_refl). Qed.
Lemma step_22 : start = eval_real todo_22 state_22. Proof. exact (step start (Unary Sqr 7) todo_22 state_21 part_21 step_21 eq_refl). Qed.
Lemma step_23 : start = eval_real todo_23 state_23. Proof. exact (step start (Binary Add 1 0) todo_23 state_22 part_22 step_22 eq_refl). Qed.
Lemma step_24 : start = eval_real todo_24 state_24. Proof. exact (step start (Binary Div 3 0) todo_24 state_23 part_23 step_23 eq_refl). Qed.
Lemma step_25 : start = eval_real todo_25 state_25. Proof. exact (step start (Binary Add 22 19) todo_25 state_24 part_24 step_24 eq_refl). Qed.
Lemma step_26 : start = eval_real todo_26 state_26. Proof. exact (step start (Forward 29) todo_26 state_25 part_25 step_25 eq_refl). Qed.
Lemma step_27 : start = eval_real todo_27 state_27. Proof. exact (step start (Binary Div 1 0) todo_27 state_26 part_26 step_26 eq_refl). Qed.
Lemma step_28 : start = eval_real todo_28 state_28. Proof. exact (step start (Binary Mul 3 0) todo_28 state_27 part_27 step_27 eq_refl). Qed.
Lemma step_29 : start = eval_real todo_29 state_29. Proof. exact (step start (Binary Sub 21 0) todo_29 state_28 difference_refuted step_28 eq_refl). Qed.
Definition wanted : list (nat * sign) := [(0, positive); (6, positive)]%nat.
Lemma all_signs : 0 < difference_refuted /\ 0 < part_22. Proof. refine (evaluated 256 todo_0 constants state_29 wanted step_29 _). vm_cast_no_check (eq_refl true). Qed.
Theorem refuted : part_6 <> part_27. Proof. assert (H := (proj1 all_signs)); unfold difference_refuted in H; lra. Qed. (* Without noise, N >= m labels determine all the others, whatever the features *)
Theorem long_prompt_0 : part_25 <= part_25. Proof. unfold part_25; unfold Rabs; repeat destruct (Rcase_abs _); unfold Rsqr in *; lra. Qed. (* N >= m *)
Theorem repeated_feature_0 : features_1_0 = features_0_0. Proof. unfold features_0_0, features_1_0; unfold Rabs; repeat destruct (Rcase_abs _); unfold Rsqr in *; lra. Qed. (* the last of several basis functions equals the first one on the prompt *)
Theorem repeated_feature_1 : features_1_1 = features_0_1. Proof. unfold features_0_1, features_1_1; unfold Rabs; repeat destruct (Rcase_abs _); unfold Rsqr in *; lra. Qed. (* the last of several basis functions equals the first one on the prompt *)
(* no denominator is 0, no argument of a root or a logarithm out of range *)
Theorem defined : 0 < part_22. Proof. exact (proj2 all_signs). Qed.
(* What it rests on (three seconds more): Print Assumptions refuted. *)
