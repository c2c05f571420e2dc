"""Style and script of the figures' page: SVG panels drawn from the data, without any library."""

STYLE = """
:root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--dim:#59636e;--rule:#d1d9e0;--good:#116329;--bad:#a40e26;--un:#7d4e00}
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--dim:#9198a1;--rule:#3d444d;--good:#56d364;
--bad:#ff7b72;--un:#e3b341}}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1500px;margin:auto;padding:1rem}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
.hint,small{color:var(--dim)}.warn{color:var(--bad);font-weight:600}
#panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,360px),1fr));gap:1rem}
figure{margin:0;border:1px solid var(--rule);border-radius:6px;padding:.5rem;position:relative}
figcaption{font-size:.85rem;white-space:pre-line;min-height:2.6em}svg{width:100%;height:auto;display:block;overflow:visible}
svg text{fill:var(--fg);font-size:10px}.grid{stroke:var(--rule);stroke-width:.5}.mark{stroke:var(--dim);stroke-dasharray:2 3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem .6rem;font-size:.78rem}button{font:inherit;color:inherit;background:none;
border:1px solid transparent;border-radius:4px;padding:0 .25rem;cursor:pointer}button[aria-pressed=false]{opacity:.4}
button:focus-visible{outline:2px solid var(--fg)}.key{display:inline-block;width:.8em;height:.8em;margin-right:.3em;border-radius:2px;
border:1px solid var(--dim)}.log{position:absolute;top:.4rem;right:.4rem;border-color:var(--rule);font-size:.75rem}
.tip{position:absolute;pointer-events:none;background:var(--bg);border:1px solid var(--rule);border-radius:4px;padding:.2rem .4rem;
font-size:.75rem;white-space:pre;z-index:2}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;width:100%}td,th{text-align:left;padding:.25rem .6rem;
border-bottom:1px solid var(--rule);vertical-align:top}th small{font-weight:400;display:block}td:first-child{white-space:nowrap;font-weight:600}
.holds td:first-child{color:var(--good)}.refuted td:first-child{color:var(--bad)}.undecided td:first-child{color:var(--un)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}img{max-width:100%}
"""

SCRIPT = r"""
"use strict";
const NS="http://www.w3.org/2000/svg",W=400,H=270,L=58,R=10,T=8,B=36;
const make=(name,attrs,parent,text)=>{const e=document.createElementNS(NS,name);
 for(const k in attrs)e.setAttribute(k,attrs[k]);if(text!==undefined)e.textContent=text;parent.append(e);return e};
const dark=matchMedia("(prefers-color-scheme: dark)");
const colour=i=>{const c=COLOURS[i%COLOURS.length];return c==="#000000"&&dark.matches?"#ffffff":c};
const short=v=>v===null?"not finite":v!==0&&(Math.abs(v)<1e-3||Math.abs(v)>=1e5)?v.toExponential(2):String(+v.toPrecision(4));
const usable=(v,log)=>v!==null&&v<1e12&&(!log||v>0);
function ticks(lo,hi,log){
 if(log){const a=Math.ceil(lo-1e-9),b=Math.floor(hi+1e-9),step=Math.max(1,Math.ceil((b-a)/5)),out=[];
  for(let p=a;p<=b;p+=step)out.push([p,"1e"+p]);
  if(out.length<2){const f=[lo,(lo+hi)/2,hi];return f.map(p=>[p,short(10**p)])}return out}
 const raw=(hi-lo)/5||1,mag=10**Math.floor(Math.log10(raw)),step=[1,2,5,10].map(c=>c*mag).find(s=>s>=raw),out=[];
 for(let v=Math.ceil(lo/step)*step;v<=hi+step*1e-6;v+=step)out.push([v,short(Math.abs(v)<step*1e-6?0:v)]);return out}
function range(values){let lo=Math.min(...values),hi=Math.max(...values);
 if(!values.length){lo=0;hi=1}if(lo===hi){lo-=.5;hi+=.5}const pad=(hi-lo)*.03;return[lo-pad,hi+pad]}
function panel(data,root){
 const box=document.createElement("figure"),caption=document.createElement("figcaption"),legend=document.createElement("div");
 caption.textContent=data.title;legend.className="legend";box.append(caption);
 const svg=make("svg",{viewBox:`0 0 ${W} ${H}`,role:"img","aria-label":data.title.replace("\n",", ")},box);
 const tip=document.createElement("div");tip.className="tip";tip.hidden=true;
 const toggle=document.createElement("button");toggle.className="log";toggle.textContent="log";toggle.type="button";
 const hidden=new Set();let log=data.log_y,place=null;
 data.lines.forEach((line,i)=>{const b=document.createElement("button");b.type="button";b.setAttribute("aria-pressed","true");
  const key=document.createElement("span");key.className="key";key.style.background=colour(i);b.append(key,line.label);
  b.onclick=()=>{hidden.has(i)?hidden.delete(i):hidden.add(i);b.setAttribute("aria-pressed",String(!hidden.has(i)));draw()};
  legend.append(b)});
 toggle.onclick=()=>{log=!log;toggle.setAttribute("aria-pressed",String(log));draw()};toggle.setAttribute("aria-pressed",String(log));
 box.append(legend,toggle,tip);root.append(box);
 function draw(){
  svg.replaceChildren();const lines=data.lines.map((l,i)=>[l,i]).filter(([,i])=>!hidden.has(i));
  const fx=data.log_x?Math.log2:v=>v,fy=log?Math.log10:v=>v;
  const [x0,x1]=range(lines.flatMap(([l])=>l.x.map(fx)));
  const [y0,y1]=range(lines.flatMap(([l])=>[...l.low,...l.high].filter(v=>usable(v,log)).map(fy)));
  const X=v=>L+(fx(v)-x0)/(x1-x0)*(W-L-R),Y=v=>H-B-(fy(v)-y0)/(y1-y0)*(H-T-B);
  place={X,lines};
  for(const [v,name] of ticks(y0,y1,log)){const y=H-B-(v-y0)/(y1-y0)*(H-T-B);
   make("line",{x1:L,x2:W-R,y1:y,y2:y,class:"grid"},svg);make("text",{x:L-4,y:y+3,"text-anchor":"end"},svg,name)}
  const xs=data.log_x?[...new Set(lines.flatMap(([l])=>l.x))].map(v=>[fx(v),short(v)]):ticks(x0,x1,false);
  for(const [v,name] of xs){const x=L+(v-x0)/(x1-x0)*(W-L-R);
   make("line",{x1:x,x2:x,y1:T,y2:H-B,class:"grid"},svg);make("text",{x,y:H-B+13,"text-anchor":"middle"},svg,name)}
  make("text",{x:(L+W-R)/2,y:H-4,"text-anchor":"middle"},svg,data.x_label);
  make("text",{x:11,y:(T+H-B)/2,"text-anchor":"middle",transform:`rotate(-90 11 ${(T+H-B)/2})`},svg,data.y_label);
  for(const [v,name] of data.marks){make("line",{x1:X(v),x2:X(v),y1:T,y2:H-B,class:"mark"},svg);
   make("text",{x:X(v)+3,y:T+9},svg,name)}
  for(const [l,i] of lines){const parts=[];let run=[];
   l.x.forEach((x,j)=>{const ok=usable(l.middle[j],log);if(ok)run.push(j);if((!ok||j===l.x.length-1)&&run.length){parts.push(run);run=[]}});
   for(const part of parts){const at=(row,j)=>`${X(l.x[j]).toFixed(1)},${Y(usable(row[j],log)?row[j]:l.middle[j]).toFixed(1)}`;
    make("polygon",{points:[...part.map(j=>at(l.high,j)),...part.slice().reverse().map(j=>at(l.low,j))].join(" "),
     fill:colour(i),opacity:.15},svg);
    make("polyline",{points:part.map(j=>at(l.middle,j)).join(" "),fill:"none",stroke:colour(i),"stroke-width":1.6,
     "stroke-dasharray":l.dashed?"5 3":"none"},svg);
    if(part.length===1||l.x.length<10)for(const j of part)make("circle",{cx:X(l.x[j]),cy:Y(l.middle[j]),r:2.5,fill:colour(i)},svg)}}
 }
 svg.addEventListener("pointermove",event=>{
  const frame=svg.getBoundingClientRect(),px=(event.clientX-frame.left)/frame.width*W;
  if(!place||!place.lines.length||px<L-4){tip.hidden=true;return}
  const nearest=l=>l.x.reduce((best,x,j)=>Math.abs(place.X(x)-px)<Math.abs(place.X(l.x[best])-px)?j:best,0);
  const rows=place.lines.map(([l])=>{const j=nearest(l);
   return `${l.label} at ${short(l.x[j])}: ${short(l.middle[j])}  [${short(l.low[j])}, ${short(l.high[j])}]`});
  tip.textContent=rows.join("\n");tip.hidden=false;
  const right=event.clientX-frame.left>frame.width/2;
  tip.style.left=right?"auto":`${event.clientX-frame.left+18}px`;tip.style.right=right?`${frame.right-event.clientX+18}px`:"auto";
  tip.style.top=`${svg.offsetTop+event.clientY-frame.top}px`});
 svg.addEventListener("pointerleave",()=>{tip.hidden=true});
 draw();dark.addEventListener("change",draw)}
const root=document.getElementById("panels");PANELS.forEach(data=>panel(data,root));
"""
