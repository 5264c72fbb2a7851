"""Writes foreign.h5 (h5py's oldest format), latest.h5, overlap.h5 and skipped.h5 beside itself: python3 make.py, with h5py 3."""

import os
import zlib

import h5py
import numpy as np

d = os.path.dirname(os.path.abspath(__file__)) + "/"


def fill(f):
    a=np.arange(35,dtype='f4').reshape(7,5)
    f.create_dataset('chunked',data=a,chunks=(3,2),compression='gzip',shuffle=True)
    f.create_dataset('shuffled',data=a.astype('f8'),chunks=(7,5),shuffle=True)
    f.create_dataset('plain',data=a)
    f.create_dataset('cube',data=np.arange(60,dtype='i8').reshape(3,4,5),chunks=(2,3,2),compression=9)
    for t in 'i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8'.split():
        for o in '<>':
            f.create_dataset(('little/' if o=='<' else 'big/')+t,data=np.array([1,2,100],dtype=o+t))
    f['bool']=np.array([True,False])
    f['scalar']=np.float64(2.5)
    f['none']=h5py.Empty('f')
    f['zero']=np.zeros((0,3),'f4')
    f['text']='hello'
    f['texts']=np.array([b'a',b'bc'])
    f['compound']=np.zeros(2,dtype=[('a','f4'),('b','i4')])
    f['complex']=np.zeros(2,'c8')
    f.create_dataset('sequences',(1,),dtype=h5py.vlen_dtype('f4'))
    f['soft']=h5py.SoftLink('/plain')
    f['ring']=h5py.SoftLink('/ring')
    f['links/outside']=h5py.ExternalLink('/etc/passwd','/x')
    f['loop']=f['/']
    f['again']=f['plain']
    f['named type']=np.dtype('f4')
    f.create_dataset('of named type',data=np.zeros(2,'f4'),dtype=f['named type'])
    f.create_dataset('external',(2,),'f4',external=[('/etc/passwd',0,8)])
    f.create_dataset('lzf',data=a,compression='lzf')
    f.create_dataset('holes',(7,5),'f4',chunks=(3,2))
    c=h5py.h5p.create(h5py.h5p.DATASET_CREATE); c.set_layout(h5py.h5d.COMPACT)
    ds=h5py.h5d.create(f.id,b'compact',h5py.h5t.NATIVE_FLOAT,h5py.h5s.create_simple((2,)),c)
    ds.write(h5py.h5s.ALL,h5py.h5s.ALL,np.array([1,2],'f4'))
    f['names/重み']=np.float32([1])
    f['noted']=np.float32([1,2]); f['noted'].attrs['text']='note'*100; f['noted'].attrs['n']=3


with h5py.File(d+'foreign.h5','w') as f:
    fill(f)
    for i in range(300): f[f'many/{i}']=f['plain']
    f.create_dataset('tiles',data=np.arange(400,dtype='i2').reshape(20,20),chunks=(1,2))
with h5py.File(d+'latest.h5','w',libver='latest') as f:
    a=np.arange(35,dtype='f4').reshape(7,5)
    f.create_dataset('one',data=a,chunks=(7,5),compression='gzip',shuffle=True)
    f['plain']=a
    f['l1/W']=a; f['scalar']=np.float64(2.5)
    f.create_dataset('chunked',data=a,chunks=(3,2),compression='gzip')
    f['ring']=h5py.SoftLink('/ring')
    for i in range(20): f[f'many/{i}']=np.int32(i)

# overlap.h5: 16 chunks that all have the bytes of the first, in a file cut behind it.
with h5py.File(d + "overlap.h5", "w") as f:
    numbers = np.frombuffer(np.random.RandomState(1).bytes(64000), "f4")
    chunked = f.create_dataset("W", data=numbers.reshape(16, 1000), chunks=(1, 1000))
    places = [chunked.id.get_chunk_info(i).byte_offset for i in range(16)]
with open(d + "overlap.h5", "rb+") as f:
    content = f.read()
    first = min(places)
    for place in places:
        content = content.replace(place.to_bytes(8, "little"), first.to_bytes(8, "little"))
    content = content[: first + 4000]
    f.seek(0)
    f.write(content[:40] + len(content).to_bytes(8, "little") + content[48:])
    f.truncate()

# skipped.h5: four chunks, of which the second skipped the shuffle, the third the deflate, the last both.
with h5py.File(d + "skipped.h5", "w") as f:
    numbers = np.arange(32, dtype="f4").reshape(4, 8)
    chunked = f.create_dataset("W", (4, 8), "f4", chunks=(1, 8), shuffle=True, compression="gzip")
    for mask in range(4):
        content = numbers[mask].tobytes()
        if not mask & 1:
            content = b"".join(content[byte::4] for byte in range(4))
        if not mask & 2:
            content = zlib.compress(content)
        chunked.id.write_direct_chunk((mask, 0), content, mask)
