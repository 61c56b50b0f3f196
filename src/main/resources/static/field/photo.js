// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
//
// Photos: made small here, so that they get through a weak network; drawing them anew also leaves behind what the camera hid in the file.

import { now } from './store.js';

const LONGEST_SIDE = 1600;
const LARGEST = 900 * 1024;
/** An older picture was not taken here and now, so our present place says nothing about it. */
const JUST_NOW = 10 * 60 * 1000;

/** The small picture with time and, if wanted and allowed, place; throws when the file is no picture. */
export async function take(file, withPlace) {
  const taken = file.lastModified && file.lastModified <= Date.now() ? file.lastModified : Date.now();
  const [blob, place] = await Promise.all([
    shrink(file), withPlace && Date.now() - taken < JUST_NOW ? where() : Promise.resolve(null)]);
  const about = { takenAt: new Date(now().getTime() - (Date.now() - taken)).toISOString() };
  if (place) {
    about.latitude = place.latitude.toFixed(6);
    about.longitude = place.longitude.toFixed(6);
    about.accuracy = Math.round(place.accuracy);
  }
  return { blob, about, placed: place !== null };
}

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [0.8, 0.65, 0.5, 0.3]) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob && blob.size <= LARGEST) return blob;
  }
  throw new Error('too large');
}

/** Where the telephone is now; null when it does not know or may not say. */
function where() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition((found) => resolve(found.coords), () => resolve(null),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    return undefined;
  });
}

export const canScan = () => 'BarcodeDetector' in window && !!navigator.mediaDevices;

/** Reads a code with the camera; null when the person gives up or the camera is not to be had. */
export async function scan(cancel) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  } catch {
    return null;
  }
  return new Promise((resolve) => {
    let found = null;
    const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, srcObject: stream });
    const stop = Object.assign(document.createElement('button'), { type: 'button', textContent: cancel });
    const box = document.createElement('dialog');
    box.className = 'scan';
    box.append(video, stop);
    stop.addEventListener('click', () => box.close());
    box.addEventListener('close', () => {
      stream.getTracks().forEach((track) => track.stop());
      box.remove();
      resolve(found);
    });
    document.body.append(box);
    box.showModal();
    video.play();
    const detector = new window.BarcodeDetector();
    const look = async () => {
      if (!box.open) return;
      const codes = await detector.detect(video).catch(() => []);
      if (codes.length) {
        found = codes[0].rawValue.trim();
        box.close();
      } else setTimeout(look, 200);
    };
    look();
  });
}
