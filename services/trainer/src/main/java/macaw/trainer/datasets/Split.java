package macaw.trainer.datasets;

/** What a row is used for; fixed by prompt, so that no prompt is in two splits. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST
}
