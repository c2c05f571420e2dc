(* One instance refutes setting.noiseless_limit: As the noise vanishes, A tends to Z^+ Zhat.
   Claimed: \|A_{:,k}-(Z^+\hat Z)_{:,k}\|\le m\tau\,\sigma_{\min}(Z)^{-3}\|z_k\|\quad\text{for all }k
   With Coq and its library Interval, beside Certificate.v:
   coqc -Q . Certificate Certificate.v && coqtop -Q . Certificate -batch -l THIS_FILE
   Exit status 0 means proved. *)
From Coq Require Import Reals ZArith List Lra.
From Interval Require Import Real.Xreal Eval.Tree Eval.Prog.
From Certificate Require Import Certificate.
Import ListNotations. Open Scope R_scope.
Definition n0 : R := 1.
Definition features_0_0 : R := 0.
Definition n2 : R := Rsqr features_0_0.
Definition features_0_1 : R := 1.
Definition n4 : R := Rsqr features_0_1.
Definition n5 : R := n2 + n4.
Definition n6 : R := features_0_0 / n5.
Definition n7 : R := features_0_0 * n6.
Definition n8 : R := n0 - n7.
Definition n9 : R := Rsqr n8.
Definition n10 : R := features_0_1 * n6.
Definition n11 : R := - n10.
Definition n12 : R := Rsqr n11.
Definition n13 : R := n9 + n12.
Definition n14 : R := sqrt n13.
Definition noise_level : R := 1.
Definition n16 : R := sqrt n5.
Definition n17 : R := Rsqr n16.
Definition n18 : R := n17 * n16.
Definition n19 : R := noise_level / n18.
Definition n20 : R := sqrt n2.
Definition n21 : R := n19 * n20.
Definition n22 : R := 2.
Definition n23 : R := 0.
Definition difference_refuted : R := n14 - n21.
Definition difference_long_prompt_0 : R := n22 - n0.
Definition difference_full_rank_0 : R := n5 - n23.
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
Definition state_1 : list R := n0 :: state_0.
Definition state_2 : list R := features_0_0 :: state_1.
Definition state_3 : list R := n2 :: state_2.
Definition state_4 : list R := features_0_1 :: state_3.
Definition state_5 : list R := n4 :: state_4.
Definition state_6 : list R := n5 :: state_5.
Definition state_7 : list R := n6 :: state_6.
Definition state_8 : list R := n7 :: state_7.
Definition state_9 : list R := n8 :: state_8.
Definition state_10 : list R := n9 :: state_9.
Definition state_11 : list R := n10 :: state_10.
Definition state_12 : list R := n11 :: state_11.
Definition state_13 : list R := n12 :: state_12.
Definition state_14 : list R := n13 :: state_13.
Definition state_15 : list R := n14 :: state_14.
Definition state_16 : list R := noise_level :: state_15.
Definition state_17 : list R := n16 :: state_16.
Definition state_18 : list R := n17 :: state_17.
Definition state_19 : list R := n18 :: state_18.
Definition state_20 : list R := n19 :: state_19.
Definition state_21 : list R := n20 :: state_20.
Definition state_22 : list R := n21 :: state_21.
Definition state_23 : list R := n22 :: state_22.
Definition state_24 : list R := n23 :: state_23.
Definition state_25 : list R := difference_refuted :: state_24.
Definition state_26 : list R := difference_long_prompt_0 :: state_25.
Definition state_27 : list R := difference_full_rank_0 :: state_26.
Notation start := (eval_real todo_0 state_0).
Lemma step_0 : start = eval_real todo_0 state_0. Proof. exact eq_refl. Qed.
Lemma step_1 : start = eval_real todo_1 state_1. Proof. exact (step start (Forward 1) todo_1 state_0 n0 step_0 eq_refl). Qed.
Lemma step_2 : start = eval_real todo_2 state_2. Proof. exact (step start (Forward 1) todo_2 state_1 features_0_0 step_1 eq_refl). Qed.
Lemma step_3 : start = eval_real todo_3 state_3. Proof. exact (step start (Unary Sqr 0) todo_3 state_2 n2 step_2 eq_refl). Qed.
Lemma step_4 : start = eval_real todo_4 state_4. Proof. exact (step start (Forward 4) todo_4 state_3 features_0_1 step_3 eq_refl). Qed.
Lemma step_5 : start = eval_real todo_5 state_5. Proof. exact (step start (Unary Sqr 0) todo_5 state_4 n4 step_4 eq_refl). Qed.
Lemma step_6 : start = eval_real todo_6 state_6. Proof. exact (step start (Binary Add 2 0) todo_6 state_5 n5 step_5 eq_refl). Qed.
Lemma step_7 : start = eval_real todo_7 state_7. Proof. exact (step start (Binary Div 4 0) todo_7 state_6 n6 step_6 eq_refl). Qed.
Lemma step_8 : start = eval_real todo_8 state_8. Proof. exact (step start (Binary Mul 5 0) todo_8 state_7 n7 step_7 eq_refl). Qed.
Lemma step_9 : start = eval_real todo_9 state_9. Proof. exact (step start (Binary Sub 7 0) todo_9 state_8 n8 step_8 eq_refl). Qed.
Lemma step_10 : start = eval_real todo_10 state_10. Proof. exact (step start (Unary Sqr 0) todo_10 state_9 n9 step_9 eq_refl). Qed.
Lemma step_11 : start = eval_real todo_11 state_11. Proof. exact (step start (Binary Mul 6 3) todo_11 state_10 n10 step_10 eq_refl). Qed.
Lemma step_12 : start = eval_real todo_12 state_12. Proof. exact (step start (Unary Neg 0) todo_12 state_11 n11 step_11 eq_refl). Qed.
Lemma step_13 : start = eval_real todo_13 state_13. Proof. exact (step start (Unary Sqr 0) todo_13 state_12 n12 step_12 eq_refl). Qed.
Lemma step_14 : start = eval_real todo_14 state_14. Proof. exact (step start (Binary Add 3 0) todo_14 state_13 n13 step_13 eq_refl). Qed.
Lemma step_15 : start = eval_real todo_15 state_15. Proof. exact (step start (Unary Sqrt 0) todo_15 state_14 n14 step_14 eq_refl). Qed.
Lemma step_16 : start = eval_real todo_16 state_16. Proof. exact (step start (Forward 16) todo_16 state_15 noise_level step_15 eq_refl). Qed.
Lemma step_17 : start = eval_real todo_17 state_17. Proof. exact (step start (Unary Sqrt 10) todo_17 state_16 n16 step_16 eq_refl). Qed.
Lemma step_18 : start = eval_real todo_18 state_18. Proof. exact (step start (Unary Sqr 0) todo_18 state_17 n17 step_17 eq_refl). Qed.
Lemma step_19 : start = eval_real todo_19 state_19. Proof. exact (step start (Binary Mul 0 1) todo_19 state_18 n18 step_18 eq_refl). Qed.
Lemma step_20 : start = eval_real todo_20 state_20. Proof. exact (step start (Binary Div 3 0) todo_20 state_19 n19 step_19 eq_refl). Qed.
Lemma step_21 : start = eval_real todo_21 state_21. Proof. exact (step start (Unary Sqrt 17) todo_21 state_20 n20 step_20 eq_refl). Qed.
Lemma step_22 : start = eval_real todo_22 state_22. Proof. exact (step start (Binary Mul 1 0) todo_22 state_21 n21 step_21 eq_refl). Qed.
Lemma step_23 : start = eval_real todo_23 state_23. Proof. exact (step start (Forward 24) todo_23 state_22 n22 step_22 eq_refl). Qed.
Lemma step_24 : start = eval_real todo_24 state_24. Proof. exact (step start (Forward 23) todo_24 state_23 n23 step_23 eq_refl). Qed.
Lemma step_25 : start = eval_real todo_25 state_25. Proof. exact (step start (Binary Sub 9 2) todo_25 state_24 difference_refuted step_24 eq_refl). Qed.
Lemma step_26 : start = eval_real todo_26 state_26. Proof. exact (step start (Binary Sub 2 24) todo_26 state_25 difference_long_prompt_0 step_25 eq_refl). Qed.
Lemma step_27 : start = eval_real todo_27 state_27. Proof. exact (step start (Binary Sub 20 2) todo_27 state_26 difference_full_rank_0 step_26 eq_refl). Qed.
Definition wanted : list (nat * sign) := [(2, positive); (1, nonnegative); (0, positive); (21, positive); (13, positive); (8, positive); (24, nonnegative)]%nat.
Lemma all_signs : 0 < difference_refuted /\ 0 <= difference_long_prompt_0 /\ 0 < difference_full_rank_0 /\ 0 < n5 /\ 0 < n13 /\ 0 < n18 /\ 0 <= n2. Proof. refine (evaluated 256 todo_0 constants state_27 wanted step_27 _). vm_cast_no_check (eq_refl true). Qed.
Theorem refuted : n14 > n21. Proof. assert (H := (proj1 all_signs)); unfold difference_refuted in H; lra. Qed. (* As the noise vanishes, A tends to Z^+ Zhat *)
Theorem long_prompt_0 : n0 <= n22. Proof. assert (H := (proj1 (proj2 all_signs))); unfold difference_long_prompt_0 in H; lra. Qed. (* N >= m *)
Theorem full_rank_0 : n5 > n23. Proof. assert (H := (proj1 (proj2 (proj2 all_signs)))); unfold difference_full_rank_0 in H; lra. Qed. (* Z has full row rank *)
(* no denominator is 0, no argument of a root or a logarithm out of range *)
Theorem defined : 0 < n5 /\ 0 < n13 /\ 0 < n18 /\ 0 <= n2. Proof. exact (proj2 (proj2 (proj2 all_signs))). Qed.
(* What it rests on (three seconds more): Print Assumptions refuted. *)
