'use strict';

const form = document.getElementById('question');
const askButton = document.getElementById('ask');
const stopButton = document.getElementById('stop');
const columns = [...document.querySelectorAll('.column')];
let asking = new AbortController();

form.addEventListener('submit', async event => {
  event.preventDefault();
  asking = new AbortController();
  running(true);
  await Promise.all(columns.map(column => answer(column, asking.signal)));
  running(false);
});

stopButton.addEventListener('click', () => asking.abort());

// Each policy is asked as it learned to be, until the reader says otherwise.
for (const column of columns) {
  const policy = column.querySelector('.policy');
  policy.addEventListener('change', () => {
    column.querySelector('.plain-text').checked = 'plain' in policy.selectedOptions[0].dataset;
  });
}

function running(yes) {
  askButton.disabled = yes;
  stopButton.disabled = !yes;
}

async function answer(column, signal) {
  const output = column.querySelector('.answer');
  const note = column.querySelector('.note');
  output.textContent = '';
  say(note, 'waiting …');
  const started = performance.now();
  let tokens = 0;
  try {
    const plain = column.querySelector('.plain-text').checked;
    const response = await fetch(plain ? '/v1/completions' : '/v1/chat/completions', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(request(column.querySelector('.policy').value, plain)),
      signal,
    });
    if (!response.ok) {
      throw new Error(await reason(response));
    }
    for await (const piece of events(response.body)) {
      if (piece.error) {
        throw new Error(piece.error.message);
      }
      const choice = piece.choices[0];
      output.textContent += (plain ? choice.text : choice.delta.content) ?? '';
      tokens += choice.finish_reason ? 0 : 1;
      const seconds = (performance.now() - started) / 1000;
      const end = choice.finish_reason === 'length' ? ', cut off' : '';
      say(note, `${piece.policy_version} · ${tokens} tokens · ${seconds.toFixed(1)} s · seed ${piece.seed}${end}`);
    }
  } catch (e) {
    say(note, e.name === 'AbortError' ? 'stopped' : e.message, e.name !== 'AbortError');
  }
}

function request(model, plain) {
  const prompt = document.getElementById('prompt').value;
  const seed = document.getElementById('seed').value;
  return {
    model,
    ...(plain ? {prompt: prompt + '\n'} : {messages: [{role: 'user', content: prompt}]}),
    temperature: Number(document.getElementById('temperature').value),
    max_tokens: Number(document.getElementById('max-tokens').value),
    stream: true,
    ...(seed === '' ? {} : {seed: Number(seed)}),
  };
}

async function reason(response) {
  const body = await response.json().catch(() => ({}));
  return body.error?.message ?? body.detail ?? `status ${response.status}`;
}

/** The JSON of each server-sent event until [DONE]. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const data = part.replace(/^data: /, '');
      if (data !== '[DONE]') {
        yield JSON.parse(data);
      }
    }
  }
}

function say(note, text, failed = false) {
  note.textContent = text;
  note.classList.toggle('failed', failed);
}
