package macaw.errors;

/** The one list of error codes. A code, once released, keeps its name and its meaning; docs/errors.md is made from this list. */
public enum ErrorCode {
    // Requests
    REQUEST_INVALID(ErrorKind.USER, "The request is malformed or a field is out of its range."),
    REVISION_UNSUPPORTED(ErrorKind.USER, "The message has a newer contract revision than this consumer knows."),
    PROMPT_EMPTY(ErrorKind.USER, "A prompt has no text or no tokens."),
    PROMPT_TOO_LONG(ErrorKind.USER, "Prompt and answer do not fit the model's context."),
    SAMPLING_INVALID(ErrorKind.USER, "A sampling setting is out of its range or not allowed here."),
    TOKEN_OUT_OF_VOCABULARY(ErrorKind.USER, "A token id is not in the model's vocabulary."),
    RESPONSE_EMPTY(ErrorKind.USER, "An answer to be scored has no tokens."),
    SETTINGS_INVALID(ErrorKind.USER, "A setting is missing, unknown, out of its range or contradicts another."),
    NAME_INVALID(ErrorKind.USER, "A name is not of the form [namespace/]name[@version|@alias]."),
    TEXT_EMPTY(ErrorKind.USER, "A text has nothing in it."),
    TEXT_TOO_LONG(ErrorKind.USER, "A text is longer than the limit."),
    TEXT_INVALID(ErrorKind.USER, "A text holds control characters or broken UTF-8."),
    ROW_INVALID(ErrorKind.USER, "A row of a data set cannot be read; the message says file, line and reason."),
    FILE_INVALID(ErrorKind.USER, "A file is empty or not of the format that it was sent as."),
    FILE_TOO_LARGE(ErrorKind.USER, "A file has more bytes, rows or text than one upload may have."),
    REQUEST_CANCELLED(ErrorKind.USER, "Whoever asked went away before the answer was whole."),
    // Access
    UNAUTHENTICATED(ErrorKind.ACCESS, "No credential, or one that is not known."),
    FORBIDDEN(ErrorKind.ACCESS, "The credential lacks the role that is needed."),
    // Names
    ROUTE_UNKNOWN(ErrorKind.NOT_FOUND, "No such route."),
    POLICY_UNKNOWN(ErrorKind.NOT_FOUND, "No such policy, version or alias."),
    REWARD_UNKNOWN(ErrorKind.NOT_FOUND, "No such reward model, version or alias."),
    VERSION_UNKNOWN(ErrorKind.NOT_FOUND, "No such version in the store."),
    RUN_UNKNOWN(ErrorKind.NOT_FOUND, "No such run."),
    SNAPSHOT_UNKNOWN(ErrorKind.NOT_FOUND, "No such snapshot."),
    DATASET_UNKNOWN(ErrorKind.NOT_FOUND, "No such data set."),
    PROJECT_UNKNOWN(ErrorKind.NOT_FOUND, "No such project."),
    TASK_UNKNOWN(ErrorKind.NOT_FOUND, "No such task."),
    SUBMISSION_UNKNOWN(ErrorKind.NOT_FOUND, "No such submission."),
    FORM_UNKNOWN(ErrorKind.NOT_FOUND, "No such form, or not in this version."),
    DRAFT_UNKNOWN(ErrorKind.NOT_FOUND, "No draft of this task."),
    FLAG_UNKNOWN(ErrorKind.NOT_FOUND, "No such flag of a prompt."),
    INQUIRY_UNKNOWN(ErrorKind.NOT_FOUND, "No such question to a lead."),
    COLLECTION_UNKNOWN(ErrorKind.NOT_FOUND, "No outputs were collected for this project yet."),
    NO_TASK(ErrorKind.NOT_FOUND, "Nothing to do for this labeler now."),
    LABELER_UNKNOWN(ErrorKind.NOT_FOUND, "No such labeler in this namespace."),
    PROMPT_UNKNOWN(ErrorKind.NOT_FOUND, "No such prompt in this project."),
    // Labeling
    K_OUT_OF_RANGE(ErrorKind.USER, "The number of outputs a prompt is not between 2 and 9."),
    RATING_OUT_OF_RANGE(ErrorKind.USER, "A rating is not a whole number from 1 to 7."),
    RATING_INCOMPLETE(ErrorKind.USER, "An output has no rating, or two."),
    QUESTION_UNANSWERED(ErrorKind.USER, "A required yes/no question has no answer."),
    QUESTION_NOT_ASKED(ErrorKind.USER, "An answer to a question that is not asked after the other answers."),
    QUESTION_UNKNOWN(ErrorKind.USER, "An answer names a question that the form does not have."),
    OUTPUT_UNKNOWN(ErrorKind.USER, "A rating or ranking names an output that the task does not have."),
    RANKING_INCOMPLETE(ErrorKind.USER, "A ranking leaves an output out."),
    RANKING_DUPLICATE(ErrorKind.USER, "A ranking names an output twice."),
    LEASE_LOST(ErrorKind.CONFLICT, "The task's lease has ended or belongs to someone else."),
    SUBMISSION_CONFLICT(ErrorKind.CONFLICT, "The same idempotency key came with other content."),
    WITHDRAWN(ErrorKind.CONFLICT, "It is of a labeler or a prompt that was taken back, and does not come in again."),
    PROMPT_CONFLICT(
            ErrorKind.CONFLICT, "The same prompt id came with other content, or a group or a text with another split."),
    PROJECT_CONFLICT(ErrorKind.CONFLICT, "The same project name came with other settings."),
    SETTING_FIXED(ErrorKind.CONFLICT, "The setting was chosen when the project was created and stays."),
    PROJECT_PAUSED(ErrorKind.CONFLICT, "The project hands out no tasks until a lead lets it go on."),
    PROJECT_CLOSED(ErrorKind.CONFLICT, "The project is closed: nothing in it changes any more."),
    FLAG_CONFLICT(ErrorKind.CONFLICT, "The flag was resolved otherwise before."),
    TASK_CLOSED(ErrorKind.CONFLICT, "The task is closed: nothing in it changes any more."),
    TASK_FULL(ErrorKind.CONFLICT, "All places of the task are taken."),
    SUBMISSION_STATE_CONFLICT(ErrorKind.CONFLICT, "The submission is in a state that does not allow this."),
    NOT_A_MEMBER(ErrorKind.ACCESS, "The project is for chosen labelers, and this one is not among them."),
    // Checkpoints and versions
    CHECKPOINT_INVALID(ErrorKind.USER, "A checkpoint folder lacks a file, or a file in it cannot be read."),
    CONFIG_UNSUPPORTED(
            ErrorKind.USER,
            "config.json, or a GGUF file's metadata, asks for an architecture or an option that is not supported."),
    SAFETENSORS_INVALID(ErrorKind.USER, "A safetensors file is truncated or its header is wrong."),
    GGUF_INVALID(
            ErrorKind.USER, "A GGUF file is truncated, its header is wrong, or its metadata lacks what it must have."),
    WEIGHTS_NOT_FINITE(ErrorKind.USER, "A tensor holds NaN or infinity."),
    TENSOR_MISMATCH(ErrorKind.USER, "A tensor is missing, extra, or has not the shape that config.json says."),
    TOKENIZER_INVALID(ErrorKind.USER, "tokenizer.json cannot be read."),
    TOKENIZER_MISMATCH(ErrorKind.USER, "The tokenizer does not fit the model."),
    TEMPLATE_INVALID(ErrorKind.USER, "The chat template fails, or writes without end."),
    MANIFEST_MISMATCH(ErrorKind.INTERNAL, "A version's files are not what its manifest says."),
    VERSION_CONFLICT(ErrorKind.CONFLICT, "The version number is taken by other content."),
    // Runs
    RUN_CONFLICT(ErrorKind.CONFLICT, "The run id is taken by a run with other settings."),
    RUN_STATE_CONFLICT(ErrorKind.CONFLICT, "The run is in a state that does not allow this."),
    EPOCH_SUPERSEDED(ErrorKind.CONFLICT, "A newer writer has taken this run over."),
    NUMERICS_DIFFER(
            ErrorKind.CONFLICT,
            "The checkpoint was written under another build, device, number of threads or instruction set, and the run's settings refuse to go on."),
    POLICY_MISMATCH(
            ErrorKind.INTERNAL,
            "The recorded log-probabilities are further from the trainer's own than arithmetic explains: wrong weights, tokens or temperature."),
    FINGERPRINT_MISMATCH(ErrorKind.INTERNAL, "A rollout answers another request than the one that was made."),
    LOGITS_NOT_FINITE(ErrorKind.INTERNAL, "A policy computes NaN or infinity."),
    SCORE_NOT_FINITE(ErrorKind.INTERNAL, "A reward model scored NaN or infinity."),
    LOSS_NOT_FINITE(ErrorKind.INTERNAL, "The loss or the gradient became NaN or infinite."),
    RUN_TOO_LARGE(ErrorKind.CONFLICT, "The run would not fit into the memory there is; the message does the sum."),
    LOSS_EXPLODED(ErrorKind.INTERNAL, "The loss rose far above the worst of a sound model."),
    TOO_FEW_ROLLOUTS(ErrorKind.INTERNAL, "Too many rollouts of an iteration failed for it to be trained on."),
    GUARD_FAILED(
            ErrorKind.CONFLICT,
            "The policy scores below its predecessor on the guard prompts; its alias is not moved."),
    DATASET_EMPTY(ErrorKind.USER, "No row of the data set can be used."),
    // Flow
    CRASHED_CONSUMER(ErrorKind.INTERNAL, "The record was being handled when the process died, twice."),
    MESSAGE_UNDECODABLE(ErrorKind.USER, "The record's bytes are not the message its topic carries."),
    LABELING_UNAVAILABLE(ErrorKind.EXTERNAL, "The labeling service does not answer."),
    ROLLOUT_LOST(ErrorKind.INTERNAL, "A rollout was asked for as often as allowed and nothing came of it."),
    PAUSE_REQUESTED(ErrorKind.CONFLICT, "Somebody paused the run; it goes on when somebody resumes it."),
    OVERLOADED(ErrorKind.RESOURCES, "The queue is full; the reply says when to try again."),
    DRAINING(ErrorKind.RESOURCES, "The service is shutting down."),
    BROKER_UNAVAILABLE(ErrorKind.EXTERNAL, "The Kafka broker does not answer."),
    STORE_UNAVAILABLE(ErrorKind.EXTERNAL, "The artefact store cannot be read or written."),
    DATABASE_UNAVAILABLE(ErrorKind.EXTERNAL, "The database does not answer."),
    GENERATOR_UNAVAILABLE(ErrorKind.EXTERNAL, "The generator does not answer."),
    SCORER_UNAVAILABLE(ErrorKind.EXTERNAL, "The remote scorer does not answer."),
    ROLLOUTS_WAITING(ErrorKind.EXTERNAL, "Rollouts are asked for and none has come yet."),
    INTERNAL(ErrorKind.INTERNAL, "A bug; the log has the details under the same id.");

    private final ErrorKind kind;
    private final String meaning;

    ErrorCode(ErrorKind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Whose move it is. */
    public ErrorKind kind() {
        return kind;
    }

    /** One sentence for docs/errors.md. */
    public String meaning() {
        return meaning;
    }
}
