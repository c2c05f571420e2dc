(* One instance refutes setting.noiseless_limit: As the noise vanishes, A tends to Z^+ Zhat.
   Claimed: \|A_{:,k}-(Z^+\hat Z)_{:,k}\|\le m\tau\,\sigma_{\min}(Z)^{-3}\|z_k\|\quad\text{for all }k
   With Coq and its library Interval, beside Certificate.v:
   coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l THIS_FILE
   Exit status 0 means proved. *)
From Coq Require Import Reals ZArith List Lra.
From Interval Require Import Real.Xreal Eval.Tree Eval.Prog.
From Certificate Require Import Certificate.
Import ListNotations. Open Scope R_scope.
Definition part_0 : R := 1.
Definition features_0_0 : R := 0.
Definition part_2 : R := Rsqr features_0_0.
Definition features_0_1 : R := 1.
Definition part_4 : R := Rsqr features_0_1.
Definition part_5 : R := part_2 + part_4.
Definition part_6 : R := features_0_0 / part_5.
Definition part_7 : R := features_0_0 * part_6.
Definition part_8 : R := part_0 - part_7.
Definition part_9 : R := Rsqr part_8.
Definition part_10 : R := features_0_1 * part_6.
Definition part_11 : R := - part_10.
Definition part_12 : R := Rsqr part_11.
Definition part_13 : R := part_9 + part_12.
Definition part_14 : R := sqrt part_13.
Definition noise_level : R := 1.
Definition part_16 : R := sqrt part_5.
Definition part_17 : R := Rsqr part_16.
Definition part_18 : R := part_17 * part_16.
Definition part_19 : R := noise_level / part_18.
Definition part_20 : R := sqrt part_2.
Definition part_21 : R := part_19 * part_20.
Definition part_22 : R := 2.
Definition part_23 : R := 0.
Definition difference_refuted : R := part_14 - part_21.
Definition difference_long_prompt_0 : R := part_22 - part_0.
Definition difference_full_rank_0 : R := part_5 - part_23.
(* the same steps as a program, and that it computes these numbers *)
Definition constants : list Z := [(0); (1); (2)]%Z.
Definition todo_27 : list term := [].
Definition todo_26 : list term := Binary Sub 20 2 :: todo_27.
Definition todo_25 : list term := Binary Sub 2 24 :: todo_26.
Definition todo_24 : list term := Binary Sub 9 2 :: todo_25.
Definition todo_23 : list term := Forward 23 :: todo_24.
Definition todo_22 : list term := Forward 24 :: todo_23.
Definition todo_21 : list term := Binary Mul 1 0 :: todo_22.
Definition todo_20 : list term := Unary Sqrt 17 :: todo_21.
Definition todo_19 : list term := Binary Div 3 0 :: todo_20.
Definition todo_18 : list term := Binary Mul 0 1 :: todo_19.
Definition todo_17 : list term := Unary Sqr 0 :: todo_18.
Definition todo_16 : list term := Unary Sqrt 10 :: todo_17.
Definition todo_15 : list term := Forward 16 :: todo_16.
Definition todo_14 : list term := Unary Sqrt 0 :: todo_15.
Definition todo_13 : list term := Binary Add 3 0 :: todo_14.
Definition todo_12 : list term := Unary Sqr 0 :: todo_13.
Definition todo_11 : list term := Unary Neg 0 :: todo_12.
Definition todo_10 : list term := Binary Mul 6 3 :: todo_11.
Definition todo_9 : list term := Unary Sqr 0 :: todo_10.
Definition todo_8 : list term := Binary Sub 7 0 :: todo_9.
Definition todo_7 : list term := Binary Mul 5 0 :: todo_8.
Definition todo_6 : list term := Binary Div 4 0 :: todo_7.
Definition todo_5 : list term := Binary Add 2 0 :: todo_6.
Definition todo_4 : list term := Unary Sqr 0 :: todo_5.
Definition todo_3 : list term := Forward 4 :: todo_4.
Definition todo_2 : list term := Unary Sqr 0 :: todo_3.
Definition todo_1 : list term := Forward 1 :: todo_2.
Definition todo_0 : list term := Forward 1 :: todo_1.
Definition state_0 : list R := reals constants.
Definition state_1 : list R := part_0 :: state_0.
Definition state_2 : list R := features_0_0 :: state_1.
Definition state_3 : list R := part_2 :: state_2.
Definition state_4 : list R := features_0_1 :: state_3.
Definition state_5 : list R := part_4 :: state_4.
Definition state_6 : list R := part_5 :: state_5.
Definition state_7 : list R := part_6 :: state_6.
Definition state_8 : list R := part_7 :: state_7.
Definition state_9 : list R := part_8 :: state_8.
Definition state_10 : list R := part_9 :: state_9.
Definition state_11 : list R := part_10 :: state_10.
Definition state_12 : list R := part_11 :: state_11.
Definition state_13 : list R := part_12 :: state_12.
Definition state_14 : list R := part_13 :: state_13.
Definition state_15 : list R := part_14 :: state_14.
Definition state_16 : list R := noise_level :: state_15.
Definition state_17 : list R := part_16 :: state_16.
Definition state_18 : list R := part_17 :: state_17.
Definition state_19 : list R := part_18 :: state_18.
Definition state_20 : list R := part_19 :: state_19.
Definition state_21 : list R := part_20 :: state_20.
Definition state_22 : list R := part_21 :: state_21.
Definition state_23 : list R := part_22 :: state_22.
Definition state_24 : list R := part_23 :: state_23.
Definition state_25 : list R := difference_refuted :: state_24.
Definition state_26 : list R := difference_long_prompt_0 :: state_25.
Definition state_27 : list R := difference_full_rank_0 :: state_26.
Notation start := (eval_real todo_0 state_0).
Lemma step_0 : start = eval_real todo_0 state_0. Proof. exact eq_refl. Qed.
Lemma step_1 : start = eval_real todo_1 state_1. Proof. exact (step start (Forward 1) todo_1 state_0 part_0 step_0 eq_refl). Qed.
Lemma step_2 : start = eval_real todo_2 state_2. Proof. exact (step start (Forward 1) todo_2 state_1 features_0_0 step_1 eq_refl). Qed.
Lemma step_3 : start = eval_real todo_3 state_3. Proof. exact (step start (Unary Sqr 0) todo_3 state_2 part_2 step_2 eq_refl). Qed.
Lemma step_4 : start = eval_real todo_4 state_4. Proof. exact (step start (Forward 4) todo_4 state_3 features_0_1 step_3 eq_refl). Qed.
Lemma step_5 : start = eval_real todo_5 state_5. Proof. exact (step start (Unary Sqr 0) todo_5 state_4 part_4 step_4 eq_refl). Qed.
Lemma step_6 : start = eval_real todo_6 state_6. Proof. exact (step start (Binary Add 2 0) todo_6 state_5 part_5 step_5 eq_refl). Qed.
Lemma step_7 : start = eval_real todo_7 state_7. Proof. exact (step start (Binary Div 4 0) todo_7 state_6 part_6 step_6 eq_refl). Qed.
Lemma step_8 : start = eval_real todo_8 state_8. Proof. exact (step start (Binary Mul 5 0) todo_8 state_7 part_7 step_7 eq_refl). Qed.
Lemma step_9 : start = eval_real todo_9 state_9. Proof. exact (step start (Binary Sub 7 0) todo_9 state_8 part_8 step_8 eq_refl). Qed.
Lemma step_10 : start = eval_real todo_10 state_10. Proof. exact (step start (Unary Sqr 0) todo_10 state_9 part_9 step_9 eq_refl). Qed.
Lemma step_11 : start = eval_real todo_11 state_11. Proof. exact (step start (Binary Mul 6 3) todo_11 state_10 part_10 step_10 eq_refl). Qed.
Lemma step_12 : start = eval_real todo_12 state_12. Proof. exact (step start (Unary Neg 0) todo_12 state_11 part_11 step_11 eq_refl). Qed.
Lemma step_13 : start = eval_real todo_13 state_13. Proof. exact (step start (Unary Sqr 0) todo_13 state_12 part_12 step_12 eq_refl). Qed.
Lemma step_14 : start = eval_real todo_14 state_14. Proof. exact (step start (Binary Add 3 0) todo_14 state_13 part_13 step_13 eq_refl). Qed.
Lemma step_15 : start = eval_real todo_15 state_15. Proof. exact (step start (Unary Sqrt 0) todo_15 state_14 part_14 step_14 eq_refl). Qed.
Lemma step_16 : start = eval_real todo_16 state_16. Proof. exact (step start (Forward 16) todo_16 state_15 noise_level step_15 eq_refl). Qed.
Lemma step_17 : start = eval_real todo_17 state_17. Proof. exact (step start (Unary Sqrt 10) todo_17 state_16 part_16 step_16 eq_refl). Qed.
Lemma step_18 : start = eval_real todo_18 state_18. Proof. exact (step start (Unary Sqr 0) todo_18 state_17 part_17 step_17 eq_refl). Qed.
Lemma step_19 : start = eval_real todo_19 state_19. Proof. exact (step start (Binary Mul 0 1) todo_19 state_18 part_18 step_18 eq_refl). Qed.
Lemma step_20 : start = eval_real todo_20 state_20. Proof. exact (step start (Binary Div 3 0) todo_20 state_19 part_19 step_19 eq_refl). Qed.
Lemma step_21 : start = eval_real todo_21 state_21. Proof. exact (step start (Unary Sqrt 17) todo_21 state_20 part_20 step_20 eq_refl). Qed.
Lemma step_22 : start = eval_real todo_22 state_22. Proof. exact (step start (Binary Mul 1 0) todo_22 state_21 part_21 step_21 eq_refl). Qed.
Lemma step_23 : start = eval_real todo_23 state_23. Proof. exact (step start (Forward 24) todo_23 state_22 part_22 step_22 eq_refl). Qed.
Lemma step_24 : start = eval_real todo_24 state_24. Proof. exact (step start (Forward 23) todo_24 state_23 part_23 step_23 eq_refl). Qed.
Lemma step_25 : start = eval_real todo_25 state_25. Proof. exact (step start (Binary Sub 9 2) todo_25 state_24 difference_refuted step_24 eq_refl). Qed.
Lemma step_26 : start = eval_real todo_26 state_26. Proof. exact (step start (Binary Sub 2 24) todo_26 state_25 difference_long_prompt_0 step_25 eq_refl). Qed.
Lemma step_27 : start = eval_real todo_27 state_27. Proof. exact (step start (Binary Sub 20 2) todo_27 state_26 difference_full_rank_0 step_26 eq_refl). Qed.
Definition wanted : list (nat * sign) := [(2, positive); (1, nonnegative); (0, positive); (21, positive); (13, positive); (8, positive); (24, nonnegative)]%nat.
Lemma all_signs : 0 < difference_refuted /\ 0 <= difference_long_prompt_0 /\ 0 < difference_full_rank_0 /\ 0 < part_5 /\ 0 < part_13 /\ 0 < part_18 /\ 0 <= part_2. Proof. refine (evaluated 256 todo_0 constants state_27 wanted step_27 _). vm_cast_no_check (eq_refl true). Qed.
Theorem refuted : part_14 > part_21. Proof. assert (H := (proj1 all_signs)); unfold difference_refuted in H; lra. Qed. (* As the noise vanishes, A tends to Z^+ Zhat *)
Theorem long_prompt_0 : part_0 <= part_22. Proof. assert (H := (proj1 (proj2 all_signs))); unfold difference_long_prompt_0 in H; lra. Qed. (* N >= m *)
Theorem full_rank_0 : part_5 > part_23. Proof. assert (H := (proj1 (proj2 (proj2 all_signs)))); unfold difference_full_rank_0 in H; lra. Qed. (* Z has full row rank *)
(* no denominator is 0, no argument of a root or a logarithm out of range *)
Theorem defined : 0 < part_5 /\ 0 < part_13 /\ 0 < part_18 /\ 0 <= part_2. Proof. exact (proj2 (proj2 (proj2 all_signs))). Qed.
(* What it rests on (three seconds more): Print Assumptions refuted. *)
