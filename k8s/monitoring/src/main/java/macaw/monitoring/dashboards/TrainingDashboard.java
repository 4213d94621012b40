package macaw.monitoring.dashboards;

import java.util.List;

/** Whether a run learns. */
final class TrainingDashboard {
    private TrainingDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "macaw-training",
                "Macaw / Training",
                "Whether a run learns. The figures are of the run that is carried out or was last; docs/ppo.md says what each means.",
                "trainer",
                List.of(run(), ppo(), steps(), sft(), rankings(), process()));
    }

    private static Row run() {
        return Row.of(
                "Run",
                Panel.stacked("States", "short", "Runs by state.")
                        .query("sum by (state) (macaw_run_state{@})", "{{state}}"),
                Panel.lines("Tokens trained", "cps", "Tokens a second that went through the gradient, by kind of run.")
                        .query("sum by (kind) (rate(macaw_training_tokens_total{@}[$__rate_interval]))", "{{kind}}"),
                Panel.lines("Idle for", "s", "Time since the run that is carried out last did something.")
                        .query("max by (instance) (macaw_run_idle_seconds{@})", "{{instance}}")
                        .worry(600, 1800));
    }

    private static Row ppo() {
        return Row.of(
                "PPO: what is optimised",
                Panel.lines(
                                "Reward",
                                "none",
                                "Mean score of an iteration's rollouts as the reward models gave it, its spread, and the score as trained on.")
                        .query("max(macaw_ppo_reward_mean{@})", "mean")
                        .query("max(macaw_ppo_reward_deviation{@})", "deviation")
                        .query("max(macaw_ppo_score_mean{@})", "as trained on"),
                Panel.lines(
                                "KL from the reference",
                                "none",
                                "Nats an answer; with an adaptive coefficient also the target. Far above the target the policy runs away from what was learned from people.")
                        .query("max(macaw_ppo_kl{@})", "KL")
                        .query("max(macaw_ppo_kl_target{@})", "target (0: none)"),
                Panel.lines("KL coefficient", "none", "What a nat of KL costs.")
                        .query("max(macaw_ppo_kl_coefficient{@})", "coefficient"),
                Panel.lines(
                                "Entropy",
                                "none",
                                "Mean entropy of the policy, nats a token. A fall to almost nothing: it always writes the same.")
                        .query("max(macaw_ppo_entropy{@})", "entropy"),
                Panel.lines("Answers", "short", "Mean length in tokens.")
                        .query("max(macaw_ppo_answer_length{@})", "tokens"),
                Panel.lines(
                                "Truncated and failed",
                                "percentunit",
                                "Share of answers that were cut at their longest, and of rollouts that were left out.")
                        .query("max(macaw_ppo_truncated_fraction{@})", "truncated")
                        .query(
                                "sum(rate(macaw_rollouts_total{@, outcome=\"failed\"}[$__rate_interval])) / sum(rate(macaw_rollouts_total{@, outcome=~\"failed|trained\"}[$__rate_interval]))",
                                "failed"));
    }

    private static Row steps() {
        return Row.of(
                "PPO: the steps",
                Panel.lines("Losses", "none", "Clipped surrogate and value loss, means of an iteration's steps.")
                        .query("max(macaw_ppo_policy_loss{@})", "policy")
                        .query("max(macaw_ppo_value_loss{@})", "value"),
                Panel.lines("Gradient norms", "none", "Before clipping, means of an iteration's steps.")
                        .query("max(macaw_ppo_gradient_norm{@})", "policy")
                        .query("max(macaw_ppo_value_gradient_norm{@})", "value"),
                Panel.lines(
                                "Clip fraction",
                                "percentunit",
                                "Share of tokens whose ratio was clipped. Above a third the steps are too large.")
                        .query("max(macaw_ppo_clip_fraction{@})", "clipped"),
                Panel.lines(
                                "Explained variance",
                                "none",
                                "Share of the returns' variance that the value model explains: 1 is perfect, 0 is no better than their mean.")
                        .query("max(macaw_ppo_explained_variance{@})", "explained"),
                Panel.lines(
                                "Mismatch of the runtimes",
                                "none",
                                "Difference between the log-probability that the generator recorded and the trainer's own for the same token.")
                        .query("max(macaw_ppo_mismatch_mean{@})", "mean")
                        .query("max(macaw_ppo_mismatch_p99{@})", "99th percentile"),
                Panel.stacked(
                                "Time of an iteration",
                                "s",
                                "Mean seconds of an iteration by stage. Mostly `waiting`: generating or scoring is the bottleneck.")
                        .query(
                                "sum by (stage) (rate(macaw_ppo_stage_seconds_sum{@}[$__rate_interval])) / sum by (stage) (rate(macaw_ppo_stage_seconds_count{@}[$__rate_interval]))",
                                "{{stage}}"));
    }

    private static Row sft() {
        return Row.of(
                "Supervised fine-tuning",
                Panel.lines(
                                "Loss",
                                "none",
                                "Mean loss of a token of the answers: in training and on held-out demonstrations. When the second rises, stop.")
                        .query("max(macaw_sft_loss{@})", "training")
                        .query("max(macaw_sft_heldout_loss{@})", "held out"),
                Panel.lines("Gradient norm", "none", "Before clipping.")
                        .query("max(macaw_sft_gradient_norm{@})", "norm"),
                Panel.lines("Learning rate", "none", "Of the last step, by kind of run.")
                        .query("max(macaw_sft_learning_rate{@})", "sft")
                        .query("max(macaw_reward_learning_rate{@})", "reward")
                        .query("max(macaw_ppo_learning_rate{@})", "ppo")
                        .query("max(macaw_dpo_learning_rate{@})", "dpo"));
    }

    private static Row rankings() {
        return Row.of(
                "From rankings: reward models and DPO",
                Panel.lines("Loss", "none", "Loss of a pair; ln 2 = 0.69 is guessing, and under DPO the reference.")
                        .query("max(macaw_reward_loss{@})", "training")
                        .query("max(macaw_reward_heldout_loss{@})", "held out")
                        .query("max(macaw_dpo_loss{@})", "dpo training")
                        .query("max(macaw_dpo_heldout_loss{@})", "dpo held out"),
                Panel.lines(
                                "Accuracy on held-out prompts",
                                "percentunit",
                                "Share of held-out pairs in the right order, with its 95 % interval. People agree with each other in about three of four.")
                        .query("max(macaw_reward_heldout_accuracy{@})", "accuracy")
                        .query("max(macaw_reward_heldout_accuracy_low{@})", "low")
                        .query("max(macaw_reward_heldout_accuracy_high{@})", "high")
                        .query("max(macaw_dpo_heldout_accuracy{@})", "dpo"),
                Panel.lines("Gradient norm", "none", "Before clipping.")
                        .query("max(macaw_reward_gradient_norm{@})", "norm")
                        .query("max(macaw_dpo_gradient_norm{@})", "dpo"),
                Panel.lines(
                                "Rewards of held-out answers (DPO)",
                                "none",
                                "β log of the policy's probability over the reference's. Both falling with a margin that grows is usual; a chosen one far below 0 is a policy that unlearns.")
                        .query("max(macaw_dpo_heldout_reward_chosen{@})", "chosen")
                        .query("max(macaw_dpo_heldout_reward_rejected{@})", "rejected")
                        .query("max(macaw_dpo_heldout_reward_margin{@})", "margin"));
    }

    private static Row process() {
        return Row.of(
                "Process",
                Panel.lines(
                                "Memory",
                                "bytes",
                                "The whole process, and the part of it that is the Java heap; the rest is weights, gradients and optimizer state in libtorch.")
                        .query(
                                "sum by (instance) (macaw_process_resident_bytes{@, job=\"trainer\"})",
                                "{{instance}} process")
                        .query(
                                "sum by (instance) (jvm_memory_used_bytes{@, job=\"trainer\", area=\"heap\"})",
                                "{{instance}} heap"),
                Panel.lines("Processor", "percentunit", "Share of the machine's processors that the trainer uses.")
                        .query("max by (instance) (process_cpu_usage{@, job=\"trainer\"})", "{{instance}}"),
                Panel.lines(
                                "Free in the store",
                                "bytes",
                                "Room left where the store is, where it is a directory. A full one pauses the run with `STORE_UNAVAILABLE`.")
                        .query("min by (directory) (macaw_disk_free_bytes{@, job=\"trainer\"})", "{{directory}}"));
    }
}
