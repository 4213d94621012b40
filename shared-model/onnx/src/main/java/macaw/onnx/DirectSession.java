package macaw.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A session that is called through ONNX Runtime's C interface, for two things that its Java API lacks. Calls run beside one another on the
 * session's own threads ({@code RunAsync}): each then computes alone from beginning to end, where threads that share one call wait for one
 * another at every operator. And a call that is bound once allocates nothing. Not thread-safe.
 */
final class DirectSession implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();

    /** Places of functions in ONNX Runtime's table, which is only ever added to (onnxruntime_c_api.h). */
    private static final int GET_ERROR_MESSAGE = 2;

    private static final int RUN = 9;
    private static final int RELEASE_STATUS = 93;
    private static final int RUN_ASYNC = 260;
    private static final int TABLE = 261;

    private static final long NONE = 0;

    private final OrtSession session;
    private final long handle;
    private final Arena arena = Arena.ofShared();
    private final MethodHandle run;
    private final MethodHandle runAsync;
    private final MethodHandle errorMessage;
    private final MethodHandle releaseStatus;
    private final long whenFinished;

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<@Nullable OrtException> failure = new AtomicReference<>();
    private volatile @Nullable Thread waiting;

    /** Takes the session over: it is closed with this. */
    DirectSession(OrtSession session) {
        this.session = session;
        handle = (long) field(OrtSession.class, "nativeHandle", session);
        long table = (long) field(runtimeClass(), "ortApiHandle", null);
        MemorySegment functions = MemorySegment.ofAddress(table).reinterpret(TABLE * ADDRESS.byteSize());
        // session, options, names and values of inputs, their number, names of outputs, their number, values of outputs
        FunctionDescriptor running = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        run = function(functions, RUN, running);
        runAsync = function(functions, RUN_ASYNC, running.appendArgumentLayouts(JAVA_LONG, JAVA_LONG));
        errorMessage = function(functions, GET_ERROR_MESSAGE, FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        releaseStatus = function(functions, RELEASE_STATUS, FunctionDescriptor.ofVoid(JAVA_LONG));
        whenFinished = LINKER.upcallStub(
                        finishedHandle(), FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), arena)
                .address();
    }

    /** A call with its tensors, which have to stay open as long as it is run. */
    static final class Call {
        private final List<String> names;
        private final MemorySegment inputNames;
        private final MemorySegment inputs;
        private final MemorySegment outputNames;
        private final MemorySegment outputs;
        private final long inputCount;
        private final long outputCount;

        private Call(Arena arena, Map<String, OnnxTensor> inputTensors, Map<String, OnnxTensor> outputTensors) {
            names = List.copyOf(inputTensors.keySet());
            inputCount = names.size();
            inputNames = arena.allocate(ADDRESS, inputCount);
            inputs = arena.allocate(JAVA_LONG, inputCount);
            List<String> written = List.copyOf(outputTensors.keySet());
            outputCount = written.size();
            outputNames = arena.allocate(ADDRESS, outputCount);
            outputs = arena.allocate(JAVA_LONG, outputCount);
            fill(arena, names, inputTensors, inputNames, inputs);
            fill(arena, written, outputTensors, outputNames, outputs);
        }

        /** Takes another tensor for an input from the next run on. */
        void set(String input, OnnxTensor tensor) {
            inputs.setAtIndex(JAVA_LONG, names.indexOf(input), value(tensor));
        }

        private static void fill(
                Arena arena,
                List<String> names,
                Map<String, OnnxTensor> tensors,
                MemorySegment nameTable,
                MemorySegment values) {
            for (int i = 0; i < names.size(); i++) {
                OnnxTensor tensor = tensors.get(names.get(i));
                nameTable.setAtIndex(ADDRESS, i, arena.allocateFrom(names.get(i)));
                values.setAtIndex(JAVA_LONG, i, tensor == null ? NONE : value(tensor));
            }
        }

        private static long value(OnnxTensor tensor) {
            return (long) field(OnnxTensorLike.class, "nativeHandle", tensor);
        }
    }

    /** A call of this session; an input may be left to be {@link Call#set} before it runs. */
    Call bind(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        return new Call(arena, inputs, outputs);
    }

    /** Runs calls beside one another, the first on this thread, and returns when all are done. At most as many as the session has threads. */
    void run(Call... calls) throws OrtException {
        unfinished.set(calls.length - 1);
        failure.set(null);
        waiting = Thread.currentThread();
        for (int i = 1; i < calls.length; i++) {
            Call call = calls[i];
            try {
                long status = (long) runAsync.invokeExact(
                        handle,
                        NONE,
                        call.inputNames.address(),
                        call.inputs.address(),
                        call.inputCount,
                        call.outputNames.address(),
                        call.outputCount,
                        call.outputs.address(),
                        whenFinished,
                        NONE);
                if (status != NONE) {
                    finished(NONE, NONE, NONE, status);
                }
            } catch (Throwable e) {
                throw uncallable(e);
            }
        }
        try {
            Call call = calls[0];
            keep((long) run.invokeExact(
                    handle,
                    NONE,
                    call.inputNames.address(),
                    call.inputs.address(),
                    call.inputCount,
                    call.outputNames.address(),
                    call.outputCount,
                    call.outputs.address()));
        } catch (Throwable e) {
            throw uncallable(e);
        } finally {
            // also after a failure: what runs beside it writes into memory that the caller may free
            while (unfinished.get() > 0) {
                LockSupport.park(this);
            }
        }
        OrtException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() throws OrtException {
        try {
            // ends the session's threads, so that nothing calls back any more
            session.close();
        } finally {
            arena.close();
        }
    }

    /** ONNX Runtime calls this, on a thread of the session; nothing may be thrown. */
    private void finished(long data, long outputs, long outputCount, long status) {
        keep(status);
        if (unfinished.decrementAndGet() == 0) {
            LockSupport.unpark(waiting);
        }
    }

    /** Remembers what went wrong, if anything did. */
    private void keep(long status) {
        if (status == NONE) {
            return;
        }
        try {
            MemorySegment text = (MemorySegment) errorMessage.invokeExact(status);
            failure.set(new OrtException(text.reinterpret(Long.MAX_VALUE).getString(0)));
            releaseStatus.invokeExact(status);
        } catch (Throwable e) {
            failure.set(new OrtException("ONNX Runtime failed and did not say why: " + e));
        }
    }

    private MethodHandle finishedHandle() {
        try {
            return MethodHandles.lookup()
                    .bind(
                            this,
                            "finished",
                            MethodType.methodType(void.class, long.class, long.class, long.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(MemorySegment table, int place, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(table.getAtIndex(ADDRESS, place), descriptor);
    }

    private static Class<?> runtimeClass() {
        try {
            return Class.forName("ai.onnxruntime.OnnxRuntime", true, OrtSession.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object field(Class<?> of, String name, @Nullable Object object) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this build of ONNX Runtime has no " + of.getName() + "." + name, e);
        }
    }

    private static IllegalStateException uncallable(Throwable e) {
        return new IllegalStateException("ONNX Runtime cannot be called", e);
    }
}
