(* What every certificate uses: the signs of the values of a straight-line program, by one evaluation in intervals.

   Compile with:  coqc -Q . Certificate Certificate.v
   It needs Coq 8.16 or later and coq-interval 4.6 or later (Debian: coq, libcoq-interval). Under Rocq 9 and later
   "From Coq" reads "From Stdlib", and coqc is "rocq compile"; nothing else changes. *)
From Coq Require Import Reals ZArith List Lra Bool PeanoNat.
From Interval Require Import Real.Xreal Float.Basic Eval.Tree Eval.Prog Eval.Eval Interval.Interval.
From Interval Require Import Float.Specific_ops Float.Specific_bigint Interval.Float_full Float.Sig.
Import ListNotations.

Module F := SpecificFloat BigIntRadix2.
Module I := FloatIntervalFull F.
Module A := IntervalAlgos I.

(* A program runs on a list of numbers, the newest first; at the start it holds the integer constants. *)
Definition reals (constants : list Z) : list R := map IZR constants.
Definition enclosures precision constants := map (I.fromZ (F.PtoP precision)) constants.

Lemma constants_enclosed precision constants : A.contains_all (enclosures precision constants) (reals constants).
Proof.
  split; [unfold enclosures, reals; now rewrite !map_length |].
  intros n; destruct (Nat.lt_ge_cases n (length constants)) as [H|H].
  - assert (G : nth n (enclosures precision constants) I.nai = I.fromZ (F.PtoP precision) (nth n constants 0%Z)).
    { unfold enclosures. rewrite <- (map_nth (I.fromZ (F.PtoP precision))). apply nth_indep. now rewrite map_length. }
    assert (G' : nth n (reals constants) 0%R = IZR (nth n constants 0%Z)).
    { unfold reals. rewrite <- (map_nth IZR). apply nth_indep. now rewrite map_length. }
    assert (K : contains (I.convert (nth n (enclosures precision constants) I.nai)) (Xreal (nth n (reals constants) 0%R))).
    { rewrite G, G'. apply I.fromZ_correct. }
    exact K.
  - assert (G : nth n (enclosures precision constants) I.nai = I.nai).
    { apply nth_overflow. unfold enclosures. now rewrite map_length. }
    assert (K : contains (I.convert (nth n (enclosures precision constants) I.nai)) (Xreal (nth n (reals constants) 0%R))).
    { rewrite G, I.nai_correct. exact Logic.I. }
    exact K.
Qed.

(* One operation, and what it does to the list. *)
Definition value (op : term) (l : list R) : R :=
  match op with
  | Forward u => nth u l 0%R
  | Unary o u => unary_real o (nth u l 0%R)
  | Binary o u v => binary_real o (nth u l 0%R) (nth v l 0%R)
  end.

Lemma step start op rest l v : start = eval_real (op :: rest) l -> value op l = v -> start = eval_real rest (v :: l).
Proof. intros -> <-. destruct op; reflexivity. Qed.

(* Many signs by one evaluation: positive, negative, not negative. *)
Inductive sign := positive | negative | nonnegative.

Definition tested (s : sign) (i : I.type) : bool :=
  match s with
  | positive => match I.sign_strict i with Xgt => true | _ => false end
  | negative => match I.sign_strict i with Xlt => true | _ => false end
  | nonnegative => match I.sign_large i with Xgt | Xeq => true | _ => false end
  end.

Definition says (s : sign) (x : R) : Prop :=
  match s with positive => (0 < x)%R | negative => (x < 0)%R | nonnegative => (0 <= x)%R end.

Fixpoint signs (l : list R) (wanted : list (nat * sign)) : Prop :=
  match wanted with
  | [] => True
  | [(n, s)] => says s (nth n l 0%R)
  | (n, s) :: more => says s (nth n l 0%R) /\ signs l more
  end.

Definition all_tested precision program constants (wanted : list (nat * sign)) : bool :=
  let found := A.BndValuator.eval (F.PtoP precision) program (enclosures precision constants) in
  forallb (fun c => tested (snd c) (nth (fst c) found I.nai)) wanted.

Lemma enclosed precision program constants l n :
  eval_real program (reals constants) = l ->
  contains (I.convert (nth n (A.BndValuator.eval (F.PtoP precision) program (enclosures precision constants)) I.nai))
           (Xreal (nth n l 0%R)).
Proof. intros <-. apply A.BndValuator.eval_correct', constants_enclosed. Qed.

Lemma tested_says s i x : tested s i = true -> contains (I.convert i) (Xreal x) -> says s x.
Proof.
  destruct s; simpl; intros H C.
  - generalize (I.sign_strict_correct i). destruct (I.sign_strict i); try discriminate. intros K. exact (proj2 (K _ C)).
  - generalize (I.sign_strict_correct i). destruct (I.sign_strict i); try discriminate. intros K. exact (proj2 (K _ C)).
  - generalize (I.sign_large_correct i). destruct (I.sign_large i); try discriminate; intros K.
    + generalize (K _ C). intros Z. injection Z. intros ->. apply Rle_refl.
    + exact (proj2 (K _ C)).
Qed.

Theorem evaluated precision program constants l wanted :
  eval_real program (reals constants) = l -> all_tested precision program constants wanted = true -> signs l wanted.
Proof.
  intros E. unfold all_tested. cbv zeta. induction wanted as [|[n s] more IH]; intros H. exact Logic.I.
  cbn [forallb] in H. apply andb_prop in H. destruct H as [H1 H2].
  assert (G : says s (nth n l 0%R)) by (apply (tested_says s _ _ H1), enclosed, E).
  destruct more as [|c more']. exact G. split. exact G. apply IH, H2.
Qed.

(* How a certificate writes the greater and the smaller of two numbers. *)
Lemma maximum_is a b : ((a + b + Rabs (a - b)) / 2 = Rmax a b)%R.
Proof. unfold Rmax, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma minimum_is a b : ((a + b - Rabs (a - b)) / 2 = Rmin a b)%R.
Proof. unfold Rmin, Rabs; destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.
